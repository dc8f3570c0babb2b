using System.Collections.Concurrent;
using System.Reflection;

namespace Orchestrator.Gateway.Tests;

/// <summary>Grains that live in memory, behind a grain factory.</summary>
internal sealed class FakeCluster
{
    private readonly ConcurrentDictionary<Guid, FakeTaskGrain> _tasks = new();
    private readonly ConcurrentDictionary<string, FakeIdempotencyGrain> _keys = new();
    private int _failures;
    private Exception? _failure;

    public FakeRouterGrain Router { get; } = new();

    public FakePolicyGrain Policy { get; } = new();

    public FakeLearningGrain Learning { get; } = new();

    public FakeQueryGrain Query { get; } = new();

    public FakeRateLimitGrain RateLimit { get; } = new();

    public FakeAccountGrain Account { get; } = new();

    public IReadOnlyCollection<FakeTaskGrain> Tasks => [.. _tasks.Values.Where(task => task.Snapshot is not null)];

    public IReadOnlyCollection<string> IdempotencyKeys => [.. _keys.Keys];

    /// <summary>What submissions are answered with; null to accept.</summary>
    public Func<TaskSubmission, SubmitOutcome?> Refuse { get; set; } = _ => null;

    /// <summary>What happens to a task once it is accepted.</summary>
    public Action<FakeTaskGrain> Run { get; set; } = _ => { };

    /// <summary>True: no call is ever answered.</summary>
    public bool Silent { get; set; }

    public int Calls { get; private set; }

    /// <summary>Makes the next calls fail.</summary>
    public void Fail(Exception exception, int times = int.MaxValue) => (_failure, _failures) = (exception, times);

    public FakeTaskGrain Task(Guid id) => _tasks.GetOrAdd(id, key => new FakeTaskGrain(key, this));

    /// <summary>A task in the state that <paramref name="change"/> leaves it in.</summary>
    public Guid Add(Func<TaskSnapshot, TaskSnapshot> change)
    {
        var id = Guid.NewGuid();
        Task(id).Snapshot = change(Samples.Pending(id));
        return id;
    }

    public IGrainFactory Factory()
    {
        IGrainFactory factory = DispatchProxy.Create<IGrainFactory, FactoryProxy>();
        ((FactoryProxy)(object)factory).Cluster = this;
        return factory;
    }

    /// <summary>Every call of every fake grain goes through here.</summary>
    public async Task<T> Call<T>(Func<T> answer)
    {
        Calls++;
        if (Silent)
            await System.Threading.Tasks.Task.Delay(Timeout.Infinite);
        if (_failure is { } failure && _failures-- > 0)
            throw failure;
        return answer();
    }

    private IAddressable Find(Type type, object key) => key switch
    {
        Guid id when type == typeof(ITaskGrain) => Task(id),
        string account when type == typeof(IRateLimitGrain) => RateLimit.For(account, this),
        string name when type == typeof(IIdempotencyGrain) => _keys.GetOrAdd(name, _ => new FakeIdempotencyGrain(this)),
        string when type == typeof(IAccountGrain) => Account,
        _ when type == typeof(IRouterGrain) => Router.In(this),
        _ when type == typeof(IPolicyGrain) => Policy.In(this),
        _ when type == typeof(ILearningGrain) => Learning.In(this),
        _ when type == typeof(ITaskQueryGrain) => Query.In(this),
        _ => throw new NotSupportedException($"{type.Name} has no fake"),
    };

    // A dispatch proxy derives from it at run time.
#pragma warning disable CA1852
    internal class FactoryProxy : DispatchProxy
    {
        internal FakeCluster Cluster { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Cluster.Find(targetMethod!.GetGenericArguments()[0], args![0]!);
    }
}
