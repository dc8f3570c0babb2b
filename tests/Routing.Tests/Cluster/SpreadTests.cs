using FsCheck.Xunit;

namespace Orchestrator.Routing.Tests.Cluster;

/// <summary>How tasks spread over engines of one target.</summary>
public sealed class SpreadTests
{
    private static ClusterView Four(ClusterView? before = null, Dictionary<string, int>? handedOut = null) => ClusterView.Build(
        [.. Enumerable.Range(0, 4).Select(i => Make.Load(
            Make.Silo($"silo{i}", gpu: 30 + i, engines: Make.Engine(ComputeTarget.Gpu)), loads: [("gpu", new EngineLoad(handedOut?.GetValueOrDefault($"silo{i}:11111") ?? 0))]))],
        new ViewSettings(),
        before);

    private static RoutingPolicy Gpu { get; } = Make.Policy(Make.Rule("gpu", 1, ComputeTarget.Gpu, ("gpu_available", true)));

    /// <summary>Tasks end in any order, telemetry comes at any moment: four equal silos share evenly all the same.</summary>
    [Property(MaxTest = 50)]
    public bool Equal_silos_share_evenly(int seed)
    {
        var random = new Random(seed);
        var (view, running, chosen) = (Four(), new List<string>(), new Dictionary<string, int>());
        for (var i = 0; i < 400; i++)
        {
            var decision = Make.Decide(Make.Inputs(view: view, policy: Gpu));
            view.Book(decision.Silo, decision.Engine);
            chosen[decision.Silo] = chosen.GetValueOrDefault(decision.Silo) + 1;
            running.Add(decision.Silo);
            while (running.Count > 0 && random.Next(10) < 5)
            {
                var ended = random.Next(running.Count);
                view.Release(running[ended], "gpu");
                running.RemoveAt(ended);
            }

            if (random.Next(20) == 0)
                view = Four(view, running.CountBy(silo => silo).ToDictionary());
        }

        return chosen.Count == 4 && chosen.Values.All(count => count is >= 60 and <= 140);
    }

    /// <summary>Whatever is booked and released, the engines stand as a fresh sort would put them.</summary>
    [Property(MaxTest = 50)]
    public bool Bookings_keep_the_engines_in_order(int seed)
    {
        var random = new Random(seed);
        var view = ClusterView.Build(
            [.. Enumerable.Range(0, 1 + random.Next(40)).Select(i => Make.Load(Make.Silo($"silo{i}", gpu: random.Next(100), engines: Make.Engine(ComputeTarget.Gpu))))],
            new ViewSettings());
        var silos = view.Engines.Select(engine => engine.Silo).ToArray();
        for (var i = 0; i < 200; i++)
        {
            var silo = silos[random.Next(silos.Length)];
            if (random.Next(2) == 0)
                view.Book(silo, "gpu");
            else
                view.Release(silo, "gpu");
            if (!view.UsableEnginesOf(ComputeTarget.Gpu).SequenceEqual([.. view.Engines.Order(EngineOrder.Comparer)]))
                return false;
        }

        return true;
    }

    [Fact]
    public void Idle_silos_take_turns_even_when_every_task_ends_at_once()
    {
        var view = Four();
        var order = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            var decision = Make.Decide(Make.Inputs(view: view, policy: Gpu));
            view.Book(decision.Silo, decision.Engine);
            view.Release(decision.Silo, decision.Engine);
            view = Four(view);
            order.Add(decision.Silo[..5]);
        }

        Assert.Equal(["silo0", "silo1", "silo2", "silo3", "silo0", "silo1", "silo2", "silo3"], order);
    }

    [Fact]
    public void The_engine_with_more_free_slots_goes_first()
    {
        var view = ClusterView.Build(
            [Make.Load(Make.Silo("small", engines: Make.Engine(ComputeTarget.Gpu, slots: 1))), Make.Load(Make.Silo("large", engines: Make.Engine(ComputeTarget.Gpu, slots: 4)))], new ViewSettings());
        Assert.Equal("large:11111", Make.Decide(Make.Inputs(view: view, policy: Gpu)).Silo);
    }

    [Fact]
    public void Without_free_slots_the_shorter_queue_per_slot_goes_first()
    {
        var view = ClusterView.Build(
            [
                Make.Load(Make.Silo("small", engines: Make.Engine(ComputeTarget.Gpu, slots: 1)), loads: [("gpu", new EngineLoad(3))]),
                Make.Load(Make.Silo("tall", engines: Make.Engine(ComputeTarget.Gpu, slots: 4)), loads: [("gpu", new EngineLoad(8))]),
            ],
            new ViewSettings());
        Assert.Equal("tall:11111", Make.Decide(Make.Inputs(view: view, policy: Gpu)).Silo);
    }

    [Fact]
    public void Of_equally_free_engines_the_calmer_machine_goes_first()
    {
        var view = ClusterView.Build(
            [Make.Load(Make.Silo("busy", gpu: 75, engines: Make.Engine(ComputeTarget.Gpu))), Make.Load(Make.Silo("calm", gpu: 15, engines: Make.Engine(ComputeTarget.Gpu)))], new ViewSettings());
        Assert.Equal("calm:11111", Make.Decide(Make.Inputs(view: view, policy: Gpu)).Silo);
    }

    [Fact]
    public void An_overloaded_machine_comes_after_one_that_is_not_even_with_more_free_slots()
    {
        var view = ClusterView.Build(
            [
                Make.Load(Make.Silo("hot", gpu: 99, engines: Make.Engine(ComputeTarget.Gpu, slots: 8))),
                Make.Load(Make.Silo("calm", gpu: 15, engines: Make.Engine(ComputeTarget.Gpu, slots: 1)), loads: [("gpu", new EngineLoad(2))]),
            ],
            new ViewSettings());
        Assert.Equal("calm:11111", Make.Decide(Make.Inputs(view: view, policy: Gpu)).Silo);
    }
}
