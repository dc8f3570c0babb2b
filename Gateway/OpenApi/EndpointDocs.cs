using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Orchestrator.Gateway;

/// <summary>A parameter that an endpoint reads by itself.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="In">Query or header.</param>
/// <param name="Description">For people.</param>
/// <param name="Type">Text or number.</param>
/// <param name="Allowed">The values it may have; empty for any.</param>
internal sealed record ParameterDoc(string Name, ParameterLocation In, string Description, JsonSchemaType Type, IReadOnlyList<string> Allowed);

/// <summary>An example of a body.</summary>
internal sealed record BodyExample(string Json)
{
    public JsonNode? ToNode() => JsonNode.Parse(Json);
}

/// <summary>What endpoints tell the OpenAPI document beyond what their types say.</summary>
internal static class EndpointDocs
{
    /// <summary>The endpoint can answer with these errors.</summary>
    public static TBuilder WithProblems<TBuilder>(this TBuilder endpoint, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problem), [Problem.ContentType]));
        return endpoint;
    }

    /// <summary>The endpoint takes a JSON body; any other content type is a 415.</summary>
    public static RouteHandlerBuilder AcceptsJson<T>(this RouteHandlerBuilder endpoint, string example)
        where T : notnull => endpoint.Accepts<T>("application/json").WithMetadata(new BodyExample(example));

    public static RouteHandlerBuilder WithQueryParameter(this RouteHandlerBuilder endpoint, string name, string description, bool isInteger = false) =>
        endpoint.WithMetadata(new ParameterDoc(name, ParameterLocation.Query, description, isInteger ? JsonSchemaType.Integer : JsonSchemaType.String, []));

    public static RouteHandlerBuilder WithEnumParameter<T>(this RouteHandlerBuilder endpoint, string name, string description)
        where T : struct, Enum => endpoint.WithMetadata(
            new ParameterDoc(name, ParameterLocation.Query, description, JsonSchemaType.String, [.. Enum.GetValues<T>().Select(WireNames.Of)]));

    public static RouteHandlerBuilder WithHeaderParameter(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.WithMetadata(new ParameterDoc(name, ParameterLocation.Header, description, JsonSchemaType.String, []));
}
