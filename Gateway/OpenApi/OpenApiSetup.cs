using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Orchestrator.Gateway;

/// <summary>The OpenAPI document: who may call, what endpoints read by themselves, examples.</summary>
internal static class OpenApiSetup
{
    private const string HeaderScheme = "ApiKey", BearerScheme = "Bearer";

    public static void Configure(OpenApiOptions options)
    {
        // The host may have pages of its own behind other ports.
        options.ShouldInclude = description => description.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Complete(operation, context);
            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "AI smart compute orchestrator",
            Version = "v1",
            Description = "Hand in AI tasks; each runs where it is cheapest and still good enough: GPU, CPU, QUANTIZED or CLOUD.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [HeaderScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-API-Key" },
            [BearerScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(HeaderScheme, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] },
        ];
    }

    private static void Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (ParameterDoc parameter in metadata.OfType<ParameterDoc>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = parameter.In,
                Description = parameter.Description,
                Schema = new OpenApiSchema { Type = parameter.Type, Enum = parameter.Allowed.Count == 0 ? null : [.. parameter.Allowed.Select(value => JsonValue.Create(value)!)] },
            });
        }
        if (metadata.OfType<BodyExample>().FirstOrDefault() is { } example && operation.RequestBody?.Content is { } content)
        {
            foreach (OpenApiMediaType media in content.Values.OfType<OpenApiMediaType>())
                media.Example = example.ToNode();
        }
        DescribeRoles(operation, context);
        if (operation.Responses is { } responses)
            operation.Responses = Sorted(responses);
        if (context.Description.RelativePath is { } path && !AuthenticationMiddleware.NeedsKey($"/{path}"))
            operation.Security = [];
    }

    /// <summary>Where not everybody may call, says who may, and that the others get the same error as strangers, as 403.</summary>
    private static void DescribeRoles(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        Roles allowed = EndpointRoles.Of(context.Description.HttpMethod ?? "", context.Description.RelativePath);
        if (allowed == Roles.Everybody || operation.Responses is not { } responses || !responses.TryGetValue("401", out IOpenApiResponse? stranger))
            return;
        responses["403"] = new OpenApiResponse { Description = $"Forbidden: needs the role {allowed.Describe()}", Content = stranger.Content };
    }

    private static OpenApiResponses Sorted(OpenApiResponses responses)
    {
        var sorted = new OpenApiResponses();
        foreach (var (status, response) in responses.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            sorted.Add(status, response);
        return sorted;
    }
}
