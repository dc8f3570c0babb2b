using Orchestrator.Cli.Bench;
using Orchestrator.Routing;

namespace Orchestrator.Cli.Tests;

public sealed class WorldTests
{
    private static readonly WorldOptions Base = new();

    private static Replay Arrivals(int count, double gap, TaskTruth? truth = null) =>
        Worlds.Replay([.. Enumerable.Range(0, count).Select(i => (Worlds.Task(i, i * gap), truth ?? Worlds.Truth()))]);

    [Fact]
    public void One_slot_serves_one_after_the_other() =>
        Assert.Equal([10.0, 19.0, 28.0], Worlds.Latencies(Arrivals(3, 1.0), Base, new PlannedRouter(ComputeTarget.Cpu)));

    [Fact]
    public void A_busy_neighbour_on_the_gpu_slows_by_a_half_and_a_bit()
    {
        var latencies = Worlds.Latencies(Arrivals(2, 1.0), Base, new PlannedRouter(ComputeTarget.Gpu));

        Assert.Equal(10.0, latencies[0], 9);
        Assert.Equal(10.0 / 0.65, latencies[1], 9);
    }

    [Fact]
    public void Cpu_and_quantized_share_the_cores()
    {
        var latencies = Worlds.Latencies(Arrivals(2, 1.0), Base, new PlannedRouter(ComputeTarget.Cpu, ComputeTarget.Quantized));

        Assert.Equal([10.0, 15.0], latencies);
    }

    [Fact]
    public void The_cloud_runs_them_all_at_once() =>
        Assert.All(Worlds.Latencies(Arrivals(20, 0.1), Base, new PlannedRouter(ComputeTarget.Cloud)), latency => Assert.Equal(10.0, latency, 9));

    [Fact]
    public void A_failure_takes_a_third_of_the_time_and_goes_down_the_chain()
    {
        var replay = Worlds.Replay((Worlds.Task(0, 0.0), Worlds.Truth(10.0, 1.0, ComputeTarget.Gpu)));

        Assert.Equal([3.0 + 10.0], Worlds.Latencies(replay, Base, new PlannedRouter(ComputeTarget.Gpu)));
    }

    [Fact]
    public void A_failed_cloud_attempt_costs_nothing()
    {
        var replay = Worlds.Replay((Worlds.Task(0, 0.0), Worlds.Truth(10.0, 1.0, ComputeTarget.Cloud)));
        var result = new World(replay, Base, new PlannedRouter(ComputeTarget.Cloud)).Run();

        Assert.Equal(1e-6, result.CostUsd, 12);
    }

    [Fact]
    public void A_gpu_that_is_down_fails_at_once()
    {
        var options = Base with { GpuDown = new Window(0.0, 5.0) };

        Assert.Equal([0.3 + 10.0], Worlds.Latencies(Arrivals(1, 0.0), options, new PlannedRouter(ComputeTarget.Gpu)));
    }

    [Fact]
    public void A_rate_limit_refuses_what_is_beyond_it()
    {
        var options = Base with { CloudRequestsPerMinute = 2.0 };
        var latencies = Worlds.Latencies(Arrivals(3, 0.0), options, new PlannedRouter(ComputeTarget.Cloud));

        Assert.Equal([10.0, 10.0, 0.2 + 10.0], latencies);
    }

    [Fact]
    public void A_slow_cloud_is_slow_inside_its_window_only()
    {
        var options = Base with { CloudSlow = new Window(5.0, 15.0) };

        Assert.Equal([10.0, 60.0, 10.0], Worlds.Latencies(Arrivals(3, 10.0), options, new PlannedRouter(ComputeTarget.Cloud)));
    }

    [Fact]
    public void A_priority_queue_serves_the_higher_value_first()
    {
        var replay = Worlds.Replay(
            (Worlds.Task(0, 0.0), Worlds.Truth()), (Worlds.Task(1, 1.0), Worlds.Truth()), (Worlds.Task(2, 2.0, value: 4.0), Worlds.Truth()));

        Assert.Equal([10.0, 29.0, 18.0], Worlds.Latencies(replay, Base, new PlannedRouter(QueueDiscipline.Priority, ComputeTarget.Cpu)));
    }

    [Fact]
    public void A_moved_task_starts_where_it_was_moved_to()
    {
        var replay = Worlds.Replay((Worlds.Task(0, 0.0), Worlds.Truth(2.0)), (Worlds.Task(1, 0.0), Worlds.Truth()), (Worlds.Task(2, 0.0), Worlds.Truth()));
        var router = new PlannedRouter(ComputeTarget.Cpu);
        router.Moves.Enqueue(new Move(replay.Tasks[2], ComputeTarget.Cpu, ComputeTarget.Cloud));

        Assert.Equal([2.0, 12.0, 12.0], Worlds.Latencies(replay, Base, router));
    }

    [Fact]
    public void Moving_what_does_not_wait_is_an_error()
    {
        var replay = Arrivals(2, 0.0);
        var router = new PlannedRouter(ComputeTarget.Cloud);
        router.Moves.Enqueue(new Move(replay.Tasks[1], ComputeTarget.Cpu, ComputeTarget.Gpu));

        Assert.Throws<InvalidOperationException>(() => new World(replay, Base, router).Run());
    }

    [Fact]
    public void Utility_is_value_minus_weighted_cost()
    {
        var replay = Worlds.Replay((Worlds.Task(0, 0.0, sla: 8.0, value: 2.0), Worlds.Truth(10.0, 0.5)));
        var result = new World(replay, Base, new PlannedRouter(ComputeTarget.Cloud)).Run();

        // Two seconds late of eight: timeliness 0.75; one task at the mean cost costs its whole weight.
        Assert.Equal((2.0 * 0.5 * 0.75) - 0.4, result.Utility, 9);
        Assert.Equal(0.375, result.Value, 9);
        Assert.Equal(0.0, result.Sla);
    }
}
