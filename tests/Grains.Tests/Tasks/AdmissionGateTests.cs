using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Tasks;

public sealed class AdmissionGateTests
{
    [Theory]
    [InlineData(TaskPriority.Low, 80)]
    [InlineData(TaskPriority.Normal, 90)]
    [InlineData(TaskPriority.High, 95)]
    [InlineData(TaskPriority.Urgent, 100)]
    public void Low_work_is_turned_away_before_urgent_work(TaskPriority priority, int places)
    {
        var gate = new AdmissionGate(100);

        Assert.Equal(places, Enumerable.Range(0, 200).Count(_ => gate.TryEnter(priority)));
        Assert.Equal(places, gate.Pending);
    }

    [Fact]
    public void A_refused_task_leaves_no_trace()
    {
        var gate = new AdmissionGate(1);
        Assert.True(gate.TryEnter(TaskPriority.Urgent));
        Assert.False(gate.TryEnter(TaskPriority.Urgent));
        gate.Leave();

        Assert.True(gate.TryEnter(TaskPriority.Urgent));
    }

    [Fact]
    public void A_recovered_task_enters_even_when_full()
    {
        var gate = new AdmissionGate(1);
        gate.Enter();
        gate.Enter();

        Assert.Equal(2, gate.Pending);
    }

    [Fact]
    public void The_less_urgent_are_told_to_wait_longer() =>
        Assert.True(AdmissionGate.RetryAfterSeconds(TaskPriority.Low) > AdmissionGate.RetryAfterSeconds(TaskPriority.Urgent));
}
