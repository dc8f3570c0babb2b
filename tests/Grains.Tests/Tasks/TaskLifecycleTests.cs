using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Tasks;

public sealed class TaskLifecycleTests
{
    private static readonly TaskState[] Terminal = [TaskState.Completed, TaskState.Failed, TaskState.Cancelled];

    [Fact]
    public void A_terminal_state_is_never_left() =>
        Assert.All(Terminal, from => Assert.All(Enum.GetValues<TaskState>(), to => Assert.False(TaskLifecycle.Allows(from, to))));

    [Fact]
    public void Every_unfinished_state_can_be_cancelled_and_can_fail() =>
        Assert.All(Enum.GetValues<TaskState>().Except(Terminal), from =>
        {
            Assert.True(TaskLifecycle.Allows(from, TaskState.Cancelled));
            Assert.True(TaskLifecycle.Allows(from, TaskState.Failed));
        });

    [Fact]
    public void Only_an_executing_task_completes() =>
        Assert.Equal([TaskState.Executing], Enum.GetValues<TaskState>().Where(from => TaskLifecycle.Allows(from, TaskState.Completed)));

    [Fact]
    public void A_failed_attempt_goes_back_to_routing() => Assert.True(TaskLifecycle.Allows(TaskState.Executing, TaskState.Routing));
}
