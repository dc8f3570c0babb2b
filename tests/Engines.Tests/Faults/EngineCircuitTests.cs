using Microsoft.Extensions.Time.Testing;
using Orchestrator.Routing;

namespace Orchestrator.Engines.Tests;

public sealed class EngineCircuitTests
{
    private static readonly EngineHealth _healthy = new(true, null, []);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly EngineCircuit _circuit;

    public EngineCircuitTests() => _circuit = new EngineCircuit(_time);

    [Fact]
    public void It_opens_after_three_faults_in_a_row()
    {
        Fail(EngineFault.Broken, 2);
        Assert.Equal(CircuitState.Closed, _circuit.Status.State);
        Fail(EngineFault.Broken);
        Assert.Equal((CircuitState.Open, false), (_circuit.Status.State, _circuit.Status.TakesWork));
        Assert.Null(_circuit.TryEnter());
    }

    [Fact]
    public void A_success_in_between_starts_the_count_anew()
    {
        Fail(EngineFault.Busy, 2);
        _circuit.TryEnter()!.Value.Succeed();
        Fail(EngineFault.Busy, 2);
        Assert.Equal(CircuitState.Closed, _circuit.Status.State);
    }

    [Fact]
    public void One_trial_at_a_time_goes_through_a_half_open_circuit_and_closes_it()
    {
        Fail(EngineFault.Broken, 3);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((CircuitState.HalfOpen, true), (_circuit.Status.State, _circuit.Status.TakesWork));
        var trial = _circuit.TryEnter();
        Assert.NotNull(trial);
        Assert.Null(_circuit.TryEnter());
        Assert.False(_circuit.Status.TakesWork);
        trial.Value.Succeed();
        Assert.Equal(new CircuitStatus(CircuitState.Closed, true, null, null), _circuit.Status);
    }

    [Fact]
    public void A_trial_that_fails_doubles_the_wait_up_to_the_longest()
    {
        Fail(EngineFault.Broken, 3);
        foreach (int seconds in new[] { 10, 20, 40, 80, 160, 300, 300 })
        {
            Assert.Equal(_time.GetUtcNow().AddSeconds(seconds), _circuit.Status.Until);
            _time.Advance(TimeSpan.FromSeconds(seconds));
            Fail(EngineFault.Broken);
        }
    }

    [Fact]
    public void A_trial_that_was_cancelled_makes_room_for_the_next()
    {
        Fail(EngineFault.Broken, 3);
        _time.Advance(TimeSpan.FromSeconds(10));
        _circuit.TryEnter()!.Value.Abandon();
        Assert.NotNull(_circuit.TryEnter());
    }

    [Fact]
    public void A_trial_nobody_reports_on_is_taken_for_lost_in_the_end()
    {
        Fail(EngineFault.Broken, 3);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull(_circuit.TryEnter());
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.NotNull(_circuit.TryEnter());
    }

    [Fact]
    public void A_rate_limit_holds_for_as_long_as_the_engine_asked()
    {
        _circuit.TryEnter()!.Value.Fail(new EngineException(EngineFault.RateLimited, "slow down", TimeSpan.FromSeconds(45.8)));
        Assert.Equal("slow down", _circuit.Status.Detail);
        _time.Advance(TimeSpan.FromSeconds(45.7));
        Assert.Null(_circuit.TryEnter());
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.NotNull(_circuit.TryEnter());
    }

    [Fact]
    public void A_rate_limit_without_a_time_holds_for_the_usual_one()
    {
        Fail(EngineFault.RateLimited);
        Assert.Equal(_time.GetUtcNow().AddSeconds(10), _circuit.Status.Until);
    }

    [Fact]
    public void Of_two_rate_limits_the_longer_counts()
    {
        var (first, second) = (_circuit.TryEnter()!.Value, _circuit.TryEnter()!.Value);
        first.Fail(new EngineException(EngineFault.RateLimited, "long", TimeSpan.FromSeconds(60)));
        second.Fail(new EngineException(EngineFault.RateLimited, "short", TimeSpan.FromSeconds(5)));
        Assert.Equal(_time.GetUtcNow().AddSeconds(60), _circuit.Status.Until);
    }

    [Fact]
    public void A_spent_quota_holds_until_the_providers_midnight()
    {
        var pacific = new EngineCircuit(_time, new CircuitOptions { QuotaZone = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles") });
        pacific.TryEnter()!.Value.Fail(new EngineException(EngineFault.QuotaExhausted, "spent", TimeSpan.FromSeconds(12)));
        Assert.Equal(new DateTimeOffset(2026, 7, 2, 7, 0, 0, TimeSpan.Zero), pacific.Status.Until);
    }

    [Theory]
    [InlineData(EngineFault.ModelMissing)]
    [InlineData(EngineFault.Unauthorized)]
    public void A_block_is_lifted_by_a_healthy_probe_and_by_nothing_else(EngineFault fault)
    {
        Fail(fault);
        _time.Advance(TimeSpan.FromDays(1));
        _circuit.Observe(_healthy with { Healthy = false });
        Assert.Null(_circuit.TryEnter());
        _circuit.Observe(_healthy);
        Assert.NotNull(_circuit.TryEnter());
    }

    [Fact]
    public void A_probe_that_is_wrongly_content_does_not_lift_a_block_at_once()
    {
        Fail(EngineFault.Unauthorized);
        _circuit.Observe(_healthy);
        Assert.Null(_circuit.TryEnter());
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull(_circuit.TryEnter());
    }

    [Theory]
    [InlineData(EngineFault.TooLong)]
    [InlineData(EngineFault.Refused)]
    [InlineData(EngineFault.BadRequest)]
    public void A_request_that_is_at_fault_says_nothing_against_the_engine(EngineFault fault)
    {
        Fail(fault, 10);
        Assert.Equal(CircuitState.Closed, _circuit.Status.State);
        Fail(EngineFault.Broken, 3);
        _time.Advance(TimeSpan.FromSeconds(10));
        Fail(fault);
        Assert.Equal(CircuitState.Closed, _circuit.Status.State);
    }

    [Fact]
    public void Calls_from_before_the_opening_neither_close_nor_lengthen_it()
    {
        var (early, late) = (_circuit.TryEnter()!.Value, _circuit.TryEnter()!.Value);
        Fail(EngineFault.Broken, 3);
        var until = _circuit.Status.Until;
        early.Succeed();
        late.Fail(new EngineException(EngineFault.Broken, "late"));
        Assert.Equal((CircuitState.Open, until), (_circuit.Status.State, _circuit.Status.Until));
    }

    [Fact]
    public async Task Many_threads_get_one_trial()
    {
        Fail(EngineFault.Broken, 3);
        _time.Advance(TimeSpan.FromSeconds(10));
        var passes = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(_circuit.TryEnter)));
        Assert.Single(passes, pass => pass is not null);
    }

    private void Fail(EngineFault fault, int times = 1)
    {
        for (int i = 0; i < times; i++)
            _circuit.TryEnter()!.Value.Fail(new EngineException(fault, "it failed"));
    }
}
