namespace Orchestrator.Gateway.Tests;

public sealed class OwnTasksTests
{
    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/result")]
    [InlineData("GET", "/events")]
    [InlineData("POST", "/cancel")]
    [InlineData("POST", "/feedback")]
    public async Task Tasks_of_others_do_not_exist_for_submit(string method, string tail)
    {
        await using GatewayHost host = await GatewayHost.StartAsync(accounts: Accounts.OfEveryRole);
        Guid foreign = host.Cluster.Add(task => Owned(task, "somebody-else"));

        await Accounts.Send(host, AccountRole.Submit, method, $"/v1/tasks/{foreign}{tail}", """{"score":1}""").ProblemAsync(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task Its_own_task_is_there_for_submit_and_everybodys_for_view()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(accounts: Accounts.OfEveryRole);
        Guid own = host.Cluster.Add(task => Owned(task, "submit"));

        Assert.Equal(HttpStatusCode.OK, (await Accounts.Send(host, AccountRole.Submit, "GET", $"/v1/tasks/{own}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Accounts.Send(host, AccountRole.View, "GET", $"/v1/tasks/{own}")).StatusCode);
    }

    [Theory]
    [InlineData(AccountRole.Submit, "submit")]
    [InlineData(AccountRole.View, null)]
    [InlineData(AccountRole.Operate, null)]
    public async Task The_list_of_submit_holds_its_own_tasks_only(AccountRole role, string? account)
    {
        await using GatewayHost host = await GatewayHost.StartAsync(accounts: Accounts.OfEveryRole);

        await Accounts.Send(host, role, "GET", "/v1/tasks");

        Assert.Equal(account, host.Cluster.Query.LastQuery!.Account);
    }

    [Fact]
    public async Task A_batch_without_a_task_of_its_own_does_not_exist_for_submit()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(accounts: Accounts.OfEveryRole);

        await Accounts.Send(host, AccountRole.Submit, "GET", $"/v1/tasks/batch/{Guid.NewGuid()}").ProblemAsync(HttpStatusCode.NotFound, "NOT_FOUND");

        Assert.Equal("submit", host.Cluster.Query.LastQuery!.Account);
    }

    private static TaskSnapshot Owned(TaskSnapshot task, string account) => task with { Submission = task.Submission with { Account = account } };
}
