using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Orchestrator.Gateway.Tests;

/// <summary>An endpoint as an attacker sees it, taken from the server's own route table: a new one is attacked without anybody listing it.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Route with its parameters in braces.</param>
/// <param name="Body">The example of its body; null when it reads none.</param>
/// <param name="Fields">Names its body knows.</param>
internal sealed record FuzzedEndpoint(string Method, string Path, JsonNode? Body, IReadOnlyList<string> Fields)
{
    public static IReadOnlyList<FuzzedEndpoint> Of(IEnumerable<RouteEndpoint> endpoints) =>
    [
        .. from endpoint in endpoints
           where endpoint.RoutePattern.RawText!.StartsWith("/v1", StringComparison.Ordinal)
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           orderby endpoint.RoutePattern.RawText, method
           select Of(method, endpoint),
    ];

    private static FuzzedEndpoint Of(string method, RouteEndpoint endpoint) => new(
        method,
        endpoint.RoutePattern.RawText!,
        endpoint.Metadata.GetMetadata<BodyExample>()?.ToNode(),
        [.. endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType?.GetProperties().Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)) ?? []]);

    /// <summary>Its address with <paramref name="values"/> for its parameters.</summary>
    public string Address(Func<string, string> values) =>
        string.Join('/', Path.Split('/').Select(part => part is ['{', .. var name, '}'] ? Uri.EscapeDataString(values(name.Split(':')[0])) : part));
}
