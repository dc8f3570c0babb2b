using Orchestrator.Routing;

namespace Orchestrator.Grains.Tests.Decisions;

public sealed class RouterStateTests
{
    private static LearnedStages Stages() => new(ServicePriors.Default, new OrchestratorOptions(), TimeProvider.System, new Random(1));

    [Fact]
    public void Ratings_outlive_the_router_that_took_them()
    {
        var before = Stages();
        for (var i = 0; i < 200; i++)
            before.Rate(TaskType.Chat, ComputeTarget.Gpu, 0.0);
        var state = new RouterState();
        state.Keep(new OutcomeStatistics(), before.Save());

        var after = Stages();
        after.Restore(RouterState.RestoreLearned(state)!);

        Assert.Equivalent(before.Save(), after.Save(), strict: true);
        Assert.True(after.Save().Quality[(int)TaskType.Chat][(int)ComputeTarget.Gpu].Value < 0.3);
    }
}
