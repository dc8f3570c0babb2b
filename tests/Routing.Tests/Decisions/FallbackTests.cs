using FsCheck.Xunit;

namespace Orchestrator.Routing.Tests.Decisions;

public sealed class FallbackTests
{
    private static DecisionConstraints Tried(params ComputeTarget[] targets) =>
        DecisionConstraints.None with { Excluded = targets.Aggregate(TargetSet.None, (set, target) => set.With(target)) };

    [Theory]
    [InlineData(ComputeTarget.Gpu, ComputeTarget.Cpu)]
    [InlineData(ComputeTarget.Cpu, ComputeTarget.Quantized)]
    [InlineData(ComputeTarget.Quantized, ComputeTarget.Cloud)]
    [InlineData(ComputeTarget.Cloud, ComputeTarget.Cpu)]
    public void Each_target_falls_back_to_the_next_in_the_chain(ComputeTarget from, ComputeTarget to)
    {
        var policy = Make.Policy(Make.Rule("first", 1, from, ("is_batch", false)));
        Assert.Equal(to, Make.Decide(Make.Inputs(policy: policy)).FallbackTarget);
        var again = Make.Decide(Make.Inputs(policy: policy, constraints: Tried(from)));
        Assert.Equal(to, again.Target);
    }

    [Fact]
    public void Where_it_says_it_would_fall_back_to_is_where_it_goes()
    {
        var policy = Make.Policy(Make.Rule("cloud", 1, ComputeTarget.Cloud, ("priority", "NORMAL")), Make.Rule("gpu", 2, ComputeTarget.Gpu, ("priority", "NORMAL")));
        var tried = TargetSet.None;
        ComputeTarget? expected = ComputeTarget.Cloud;
        var order = new List<ComputeTarget>();
        while (expected is not null)
        {
            var decision = Make.Decide(Make.Inputs(policy: policy, constraints: DecisionConstraints.None with { Excluded = tried }));
            Assert.Equal(expected, decision.Target);
            order.Add(decision.Target);
            tried = tried.With(decision.Target);
            expected = decision.FallbackTarget;
        }

        Assert.Equal([ComputeTarget.Cloud, ComputeTarget.Cpu, ComputeTarget.Quantized, ComputeTarget.Gpu], order);
    }

    [Fact]
    public void A_fallback_says_so() => Assert.Equal(
        "Rule 'first' matched: is_batch=false; GPU is no candidate (tried already), the fallback order leads to CPU",
        Make.Decide(Make.Inputs(policy: Make.Policy(Make.Rule("first", 1, ComputeTarget.Gpu, ("is_batch", false))), constraints: Tried(ComputeTarget.Gpu))).Reasoning);

    [Fact]
    public void When_nothing_is_left_there_is_no_fallback() => Assert.Null(Make.Decide(Make.Inputs(view: Make.View(ComputeTarget.Cpu))).FallbackTarget);

    [Property(MaxTest = 200)]
    public bool A_chain_never_repeats_a_target_and_tries_each_that_is_up(byte up, byte stage, bool urgent)
    {
        TargetSet available = new((byte)(up & 15));
        ComputeTarget[] targets = [.. TargetSet.All.Where(available.Contains)];
        var (tried, count, engine) = (TargetSet.None, 0, new DecisionEngine());
        while (engine.Decide(Make.Inputs(
            Make.Profile(priority: urgent ? TaskPriority.Urgent : TaskPriority.Low),
            Make.View(targets),
            constraints: DecisionConstraints.None with { Excluded = tried },
            stage: (RoutingStage)(stage % 4))).Decision is { } decision)
        {
            if (tried.Contains(decision.Target) || !available.Contains(decision.Target))
                return false;
            tried = tried.With(decision.Target);
            count++;
        }

        return count == targets.Length;
    }
}
