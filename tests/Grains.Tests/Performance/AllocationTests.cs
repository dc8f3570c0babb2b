using System.Globalization;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Performance;

/// <summary>Allocations hold still on a busy machine, where times do not: they are the record that a change is held against.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>
/// What a task allocates, in all and by stage, against <c>allocations.txt</c>: bytes a task in the debug build, which is what the tests run as.
/// A change that needs more on purpose writes the new figures there.
/// </summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests(OneSilo silo) : IClassFixture<OneSilo>
{
    private const int WarmUp = 200, Tasks = 400;
    private const double Tolerance = 1.3;

    [Fact]
    public async Task A_task_allocates_no_more_than_the_record_says()
    {
        await RunAsync(WarmUp);
        var before = Figures();
        await RunAsync(Tasks);
        var after = Figures();

        var found = after.ToDictionary(figure => figure.Key, figure => (figure.Value - before[figure.Key]) / Tasks);
        var grown = Record().Where(figure => found[figure.Key] > figure.Value * Tolerance).Select(figure => figure.Key);
        Assert.True(!grown.Any(), $"{string.Join(", ", grown)} allocate more than allocations.txt says. Found, bytes a task:{Environment.NewLine}{Text(found)}");
    }

    [Fact]
    public void The_record_names_every_stage() =>
        Assert.Equal([.. Enum.GetNames<TaskStage>().Select(name => name.ToLowerInvariant()), "total"], Record().Keys);

    private async Task RunAsync(int tasks)
    {
        for (var i = 0; i < tasks; i++)
            await silo.RunAsync(OneSilo.Submission("Is this review positive or negative? The parcel came late, and the lamp in it was better than I had hoped."));
    }

    private static Dictionary<string, long> Figures()
    {
        var figures = Enum.GetValues<TaskStage>().ToDictionary(stage => stage.ToString().ToLowerInvariant(), stage => StageMeter.Of(stage).AllocatedBytes);
        figures["total"] = GC.GetTotalAllocatedBytes(precise: true);
        return figures;
    }

    private static Dictionary<string, long> Record() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Performance", "allocations.txt"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(words => words[0], words => long.Parse(words[1], CultureInfo.InvariantCulture));

    private static string Text(Dictionary<string, long> figures) =>
        string.Join(Environment.NewLine, figures.Select(figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Key} {figure.Value}")));
}
