using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class FaultPolicyTests
{
    [Theory]
    [InlineData(EngineFault.Unreachable, NextStep.NextTarget, CircuitEffect.Count)]
    [InlineData(EngineFault.Broken, NextStep.NextTarget, CircuitEffect.Count)]
    [InlineData(EngineFault.OutOfMemory, NextStep.NextTarget, CircuitEffect.Count)]
    [InlineData(EngineFault.Busy, NextStep.NextTarget, CircuitEffect.Count)]
    [InlineData(EngineFault.TimedOut, NextStep.NextTarget, CircuitEffect.Count)]
    [InlineData(EngineFault.RateLimited, NextStep.NextTarget, CircuitEffect.HoldForRetryAfter)]
    [InlineData(EngineFault.QuotaExhausted, NextStep.NextTarget, CircuitEffect.HoldUntilQuotaReset)]
    [InlineData(EngineFault.ModelMissing, NextStep.NextTarget, CircuitEffect.BlockUntilProbe)]
    [InlineData(EngineFault.Unauthorized, NextStep.NextTarget, CircuitEffect.BlockUntilProbe)]
    [InlineData(EngineFault.TooLong, NextStep.LargerContext, CircuitEffect.None)]
    [InlineData(EngineFault.Refused, NextStep.Fail, CircuitEffect.None)]
    [InlineData(EngineFault.BadRequest, NextStep.Fail, CircuitEffect.None)]
    public void Each_fault_has_its_consequence(EngineFault fault, NextStep next, CircuitEffect effect)
    {
        var consequence = FaultPolicy.For(fault);
        Assert.Equal((next, effect), (consequence.Next, consequence.Circuit));
    }

    [Fact]
    public void No_fault_is_without_a_consequence() => Assert.All(Enum.GetValues<EngineFault>(), fault => Assert.NotEmpty(FaultPolicy.For(fault).FailureCode));

    [Fact]
    public void A_refusal_goes_on_to_another_target_only_where_the_policy_allows_it()
    {
        Assert.Equal(NextStep.NextTarget, FaultPolicy.For(EngineFault.Refused, fallBackOnRefusal: true).Next);
        Assert.Equal("CONTENT_BLOCKED", FaultPolicy.For(EngineFault.Refused).FailureCode);
    }

    [Fact]
    public void A_timeout_fails_as_one() => Assert.Equal("TIMEOUT", FaultPolicy.For(EngineFault.TimedOut).FailureCode);
}
