namespace Orchestrator.Gateway.Tests;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["priority", "task_type", "input_text", "max_cost_usd"];

    [Theory]
    [InlineData("prority", "priority")]
    [InlineData("priorty", "priority")]
    [InlineData("Priority", "priority")]
    [InlineData("task_tpye", "task_type")]
    [InlineData("max_costs_usd", "max_cost_usd")]
    public void A_typo_finds_its_name(string typo, string meant) => Assert.Equal(meant, NearestName.Of(typo, Known));

    [Theory]
    [InlineData("temperature")]
    [InlineData("")]
    [InlineData("x")]
    public void Something_else_finds_nothing(string name) => Assert.Null(NearestName.Of(name, Known));
}
