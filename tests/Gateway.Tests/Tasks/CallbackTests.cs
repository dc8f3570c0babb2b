using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Gateway.Tests;

public sealed class CallbackTests
{
    private static readonly ITaskJsonWriter Writer = new ServiceCollection().AddTaskJson().BuildServiceProvider().GetRequiredService<ITaskJsonWriter>();

    [Theory]
    [InlineData("http://127.0.0.1:8000/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://user@example.org/")]
    public async Task A_callback_into_this_network_is_refused_by_name(string url)
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Submit(Task(url)).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal(["callback_url"], problem.WrongFields());
        Assert.Empty(host.Cluster.Tasks);
    }

    [Fact]
    public async Task A_callback_in_a_batch_is_refused_with_its_place()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();

        JsonObject problem = await host.Client.PostAsJsonAsync("/v1/tasks/batch", new { tasks = new[] { Task("https://example.org/"), Task("http://10.0.0.1/") } })
            .ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Equal(["tasks[1].callback_url"], problem.WrongFields());
    }

    [Fact]
    public async Task A_listed_host_may_be_called_back()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(options => options.Callbacks = CallbackAddressPolicy.Parse("127.0.0.1:9000", out _));

        Assert.Equal(HttpStatusCode.Accepted, (await host.Submit(Task("http://127.0.0.1:9000/hook"))).StatusCode);
    }

    [Fact]
    public async Task Without_a_key_to_sign_with_a_callback_is_refused_and_the_setting_named()
    {
        await using GatewayHost host = await GatewayHost.StartAsync(options => options.Callbacks = null);

        JsonObject problem = await host.Submit(Task("https://example.org/")).ProblemAsync(HttpStatusCode.BadRequest, "VALIDATION_FAILED");

        Assert.Contains("WEBHOOK_SECRET is not set", problem.Error("callback_url"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_callback_says_byte_for_byte_what_the_api_says()
    {
        await using GatewayHost host = await GatewayHost.StartAsync();
        Guid id = host.Cluster.Add(Samples.Completed);

        var answered = await host.Client.GetByteArrayAsync($"/v1/tasks/{id}");

        Assert.Equal(Encoding.UTF8.GetString(answered), Encoding.UTF8.GetString(Writer.Write(host.Cluster.Task(id).Snapshot!)));
    }

    [Fact]
    public void A_task_that_is_too_large_is_told_without_its_result()
    {
        TaskSnapshot task = Samples.Completed(Samples.Pending(Guid.NewGuid())) with { Embedding = [1, 2, 3] };

        JsonNode body = JsonNode.Parse(Writer.WriteTruncated(task))!;

        Assert.Equal((true, "COMPLETED", 300), ((bool)body["truncated"]!, (string?)body["status"], (int)body["output_tokens"]!));
        Assert.Null(body["result"]);
        Assert.Null(body["embedding"]);
    }

    private static object Task(string url) => new { task_type = "CHAT", input_text = "Hello", callback_url = url };
}
