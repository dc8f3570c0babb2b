using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Grains;

/// <summary>What every task on a silo needs; one object, so that an activation holds one reference.</summary>
internal sealed class TaskServices(
    ITaskStore store,
    AdmissionGate gate,
    LocalTasks local,
    GrainReferences grains,
    Executors executors,
    Lingering lingering,
    DrainingSilos draining,
    CostBookSource costs,
    IAccounts accounts,
    OrchestratorMetrics metrics,
    PromptJudge text,
    IOptions<OrchestratorOptions> options,
    ILocalSiloDetails silo,
    ILogger<TaskRun> logger,
    TimeProvider time)
{
    public ITaskStore Store => store;

    public AdmissionGate Gate => gate;

    /// <summary>The unfinished tasks of this silo.</summary>
    public LocalTasks Local => local;

    public GrainReferences Grains => grains;

    public Executors Executors => executors;

    public Lingering Lingering => lingering;

    public CostBook Costs => costs.Current;

    /// <summary>Who may call, as it is now.</summary>
    public AccountSet Accounts => accounts.Current;

    public OrchestratorMetrics Metrics => metrics;

    /// <summary>Reads prompts with the words the model in use has learned.</summary>
    public PromptJudge Text => text;

    public OrchestratorOptions Options => options.Value;

    /// <summary>This silo, in parsable form.</summary>
    public string SiloAddress { get; } = silo.SiloAddress.ToParsableString();

    /// <summary>True for a silo that has said that it is about to stop.</summary>
    public bool IsStopping(string silo) => draining.Contains(silo);

    public ILogger Logger => logger;

    public TimeProvider Time => time;
}
