namespace Orchestrator.Gateway.Tests;

public sealed class FeedbackTests
{
    [Fact]
    public async Task A_score_reaches_the_router_with_the_model_that_answered()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(Samples.Completed);

        HttpResponseMessage response = await Give(host, id, """{ "score": 0.75, "comment": "Good." }""");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal((ComputeTarget.Cloud, "gemini-2.5-flash", TaskType.Reasoning, 0.75), Assert.Single(host.Cluster.Router.Ratings));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public async Task The_ends_of_the_scale_are_scores_too(string score)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(Samples.Completed);

        Assert.Equal(HttpStatusCode.NoContent, (await Give(host, id, $"{{ \"score\": {score} }}")).StatusCode);
    }

    [Theory]
    [InlineData("{}", "score", "is required")]
    [InlineData("""{ "score": 1.01 }""", "score", "from 0 to 1")]
    [InlineData("""{ "score": -0.01 }""", "score", "from 0 to 1")]
    [InlineData("""{ "score": "good" }""", "score", "from 0 to 1")]
    [InlineData("""{ "score": null }""", "score", "is required")]
    [InlineData("""{ "score": 1, "comment": 5 }""", "comment", "must be a text")]
    [InlineData("""{ "score": 1, "stars": 5 }""", "stars", "not a field")]
    public async Task What_is_no_feedback_is_refused_by_name(string body, string field, string said)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(Samples.Completed);

        JsonObject problem = await Give(host, id, body).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Contains(said, problem.Error(field), StringComparison.Ordinal);
        Assert.Empty(host.Cluster.Router.Ratings);
    }

    [Fact]
    public async Task A_comment_has_2000_characters_at_most()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(Samples.Completed);

        Assert.Equal(HttpStatusCode.NoContent, (await Give(host, id, $$"""{ "score": 1, "comment": "{{new string('x', 2000)}}" }""")).StatusCode);
        await Give(host, id, $$"""{ "score": 1, "comment": "{{new string('x', 2001)}}" }""").ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");
    }

    [Fact]
    public async Task There_is_nothing_to_rate_before_the_end()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(task => task with { State = TaskState.Executing });

        await Give(host, id, """{ "score": 1 }""").ProblemAsync(HttpStatusCode.Conflict, "NOT_FINISHED");
    }

    [Fact]
    public async Task A_task_that_failed_has_no_answer_whose_quality_could_be_learned()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(Samples.Failed);

        Assert.Equal(HttpStatusCode.NoContent, (await Give(host, id, """{ "score": 0 }""")).StatusCode);
        Assert.Empty(host.Cluster.Router.Ratings);
    }

    [Fact]
    public async Task Nothing_cannot_be_rated()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        await Give(host, Guid.NewGuid(), """{ "score": 1 }""").ProblemAsync(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    private static Task<HttpResponseMessage> Give(GatewayHost host, Guid id, string body) => host.Post($"/v1/tasks/{id}/feedback", body);
}
