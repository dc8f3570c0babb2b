using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Orchestrator.Gateway.Tests;

/// <summary>Whatever is sent, the answer is a 2xx or a clean 4xx.</summary>
public sealed class FuzzTests(FuzzTests.Server server) : IClassFixture<FuzzTests.Server>
{
    private static readonly string[] Fields =
    [
        "task_type", "input_text", "priority", "is_batch", "max_cost_usd", "max_latency_ms", "metadata", "callback_url", "max_output_tokens", "target", "model",
        "messages", "content", "role", "tool_calls", "input", "stop", "tools", "response_format", "stream_options", "dimensions", "name", "priority_order", "conditions", "confidence", "description", "enabled", "stage", "tasks", "prority", "", "é", "\\ud800", "a\\u0000", "constructor",
    ];

    private static readonly string[] Scalars =
    [
        "null", "true", "0", "-1", "1e999", "1e-999", "0.1", "99999999999999999999", "\"\"", "\" \"", "\"CHAT\"", "\"LOW\"", "\"GPU\"", "\"rule\"", "\"x\"", "\"\\ud800\"",
        "\"\\u0000\"", "\"http://x\"", "{}", "[]", "\"量子\"",
    ];

    private static readonly string[] Paths = ["/v1/tasks", "/v1/tasks/batch", "/v1/routing/explain", "/v1/routing/policy", "/v1/chat/completions", "/v1/embeddings"];

    public static Arbitrary<string> Bodies() => Gen.OneOf(Gen.Sized(size => Value(Math.Min(size, 12))), Noise()).ToArbitrary();

    [Property(Arbitrary = [typeof(FuzzTests)], MaxTest = 400)]
    public void A_random_body_never_breaks_the_server(string body, byte path)
    {
        server.Host.Cluster.Run = task =>
        {
            task.Decide(1);
            task.End(Samples.Completed);
        };
        HttpResponseMessage response = server.Host.Post(Paths[path % Paths.Length], body).GetAwaiter().GetResult();

        var text = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        Assert.True((int)response.StatusCode < 500, $"{(int)response.StatusCode} for {body}: {text}");
        if ((int)response.StatusCode >= 400)
        {
            Assert.Equal(OpenAiError.IsSpokenAt(Paths[path % Paths.Length]) ? "application/json" : "application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Orchestrator.", text, StringComparison.Ordinal);
        }
    }

    private static Gen<string> Value(int size) => size <= 0
        ? Gen.Elements(Scalars)
        : Gen.Frequency(
            (2, Gen.Elements(Scalars)),
            (1, Value(size / 3).ListOf(size % 4).Select(items => $"[{string.Join(',', items)}]")),
            (4, Pair(size / 2).ListOf(size % 8).Select(items => $"{{{string.Join(',', items)}}}")));

    private static Gen<string> Pair(int size) => Gen.Elements(Fields).SelectMany(name => Value(size).Select(value => $"\"{name}\":{value}"));

    private static Gen<string> Noise() => Gen.Elements("{}[]\":,0e-tfn\\u \u0001é".ToCharArray()).ListOf(12).Select(characters => new StringBuilder().AppendJoin("", characters).ToString());

    public sealed class Server : IAsyncLifetime
    {
        internal GatewayHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Host = await GatewayHost.StartAsync();

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
