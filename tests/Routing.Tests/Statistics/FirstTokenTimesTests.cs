using FsCheck.Xunit;

namespace Orchestrator.Routing.Tests.Statistics;

public sealed class FirstTokenTimesTests
{
    private readonly FirstTokenTimes _times = new();

    [Property]
    public void The_p95_is_the_one_of_the_samples_within_a_bucket(ushort[] samples)
    {
        if (samples.Length == 0)
            return;
        var times = new FirstTokenTimes();
        foreach (var sample in samples)
            times.Record("engine", "model", TaskType.Chat, sample);

        // Later samples weigh a little more, which moves the quantile by a sample or so among these few.
        var sorted = samples.Select(sample => Math.Max(1.0, sample)).Order().ToArray();
        var (least, most) = (sorted[Math.Max(0, (int)(sorted.Length * 0.9) - 1)], sorted[^1]);
        Assert.InRange(times.P95("engine", "model", TaskType.Chat, 1)!.Value, least * 0.999, most * 1.1001);
    }

    [Fact]
    public void Engines_models_and_types_are_kept_apart()
    {
        _times.Record("engine", "model", TaskType.Chat, 100);

        Assert.NotNull(_times.P95("engine", "model", TaskType.Chat, 1));
        Assert.Null(_times.P95("other", "model", TaskType.Chat, 1));
        Assert.Null(_times.P95("engine", "other", TaskType.Chat, 1));
        Assert.Null(_times.P95("engine", "model", TaskType.Reasoning, 1));
    }

    [Fact]
    public void What_was_long_ago_fades()
    {
        for (var i = 0; i < 400; i++)
            _times.Record("engine", "model", TaskType.Chat, 5_000);
        for (var i = 0; i < 2_000; i++)
            _times.Record("engine", "model", TaskType.Chat, 100);

        Assert.InRange(_times.P95("engine", "model", TaskType.Chat, 1)!.Value, 99, 111);
    }

    [Fact]
    public void It_keeps_its_precision_for_ever()
    {
        for (var i = 0; i < 200_000; i++)
            _times.Record("engine", "model", TaskType.Chat, i % 100 < 90 ? 100 : 1_000);

        Assert.InRange(_times.P95("engine", "model", TaskType.Chat, 1)!.Value, 999, 1101);
    }
}
