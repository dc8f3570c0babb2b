using System.Net.Http.Headers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Orchestrator.Gateway.Tests;

/// <summary>Whatever body is sent, the answer is a success or a clean refusal: 100,000 bodies over all endpoints that read one.</summary>
public sealed class BodyFuzzTests(FuzzServer server, ITestOutputHelper output) : IClassFixture<FuzzServer>
{
    private const int Bodies = 100_000;

    /// <summary>Bodies of one test case: the generator's own work is per case.</summary>
    private const int InOneCase = 250;

    [Fact]
    public void No_body_breaks_the_server_or_shows_its_inside()
    {
        FuzzedEndpoint[] endpoints = [.. server.Endpoints.Where(endpoint => endpoint.Body is not null)];
        var statuses = new SortedDictionary<int, int>();
        Gen<(FuzzedEndpoint Endpoint, byte[] Body)[]> requests =
            Gen.OneOf(endpoints.Select(endpoint => RandomBodies.For(endpoint).Select(body => (endpoint, body)))).ArrayOf(InOneCase);

        Prop.ForAll(requests.ToArbitrary(), batch =>
        {
            foreach (var (endpoint, body) in batch)
            {
                var status = SendAsync(endpoint, body).GetAwaiter().GetResult();
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Bodies / InOneCase));

        output.WriteLine(string.Join(", ", statuses.Select(pair => $"{pair.Key}: {pair.Value}")));
        // Much must get through the outer checks, or nothing but the parser was tested.
        Assert.Equal(Bodies, statuses.Values.Sum());
        Assert.InRange(statuses.Where(pair => pair.Key < 300).Sum(pair => pair.Value), Bodies / 50, Bodies);
        Assert.True(endpoints.Length >= 8, $"only {endpoints.Length} endpoints read a body");
    }

    [Fact]
    public void Every_endpoint_that_takes_a_body_has_an_example_to_start_from() =>
        Assert.All(server.Endpoints.Where(endpoint => endpoint.Fields.Count > 0), endpoint => Assert.NotNull(endpoint.Body));

    private async Task<int> SendAsync(FuzzedEndpoint endpoint, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var path = endpoint.Address(_ => $"{server.Known}");
        using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method), path) { Content = content };
        using HttpResponseMessage response = await server.Host.Client.SendAsync(request);
        await CleanAnswer.AssertAsync(response, path, () => Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 2000))));
        return (int)response.StatusCode;
    }
}
