using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Scalar.AspNetCore;

namespace Orchestrator.Gateway;

/// <summary>Adds the HTTP API to a host that is a silo or an Orleans client.</summary>
public static class GatewayExtensions
{
    /// <summary>Adds what the API needs. The host brings <see cref="IGrainFactory"/>.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, Action<GatewayOptions> configure)
    {
        services.AddOptions<GatewayOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IAccounts, KeyAccounts>();
        services.AddSingleton<GrainCalls>();
        services.AddSingleton<TaskSubmitter>();
        services.AddSingleton<BatchSubmitter>();
        services.AddSingleton<TaskFollower>();
        services.AddSingleton<OpenAiTasks>();
        services.AddSingleton<EmbeddingRunner>();
        services.AddSingleton<ReadinessProbe>();
        services.AddOpenApi("v1", OpenApiSetup.Configure);
        services.Configure<JsonOptions>(json =>
        {
            WireJson.Configure(json.SerializerOptions);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Context);
        });
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        return services;
    }

    /// <summary>Adds the wire contract's mapping of tasks alone, for a silo that serves no API and still delivers callbacks.</summary>
    public static IServiceCollection AddTaskJson(this IServiceCollection services)
    {
        services.TryAddSingleton<ITaskJsonWriter, TaskJsonWriter>();
        return services;
    }

    /// <summary>Errors, keys, limits and roles, in this order. Goes before the endpoints, and before anything of the host that should be under the same rules.</summary>
    public static IApplicationBuilder UseGateway(this IApplicationBuilder app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<AuthenticationMiddleware>();
        app.UseMiddleware<RateLimitMiddleware>();
        app.UseMiddleware<AuthorizationMiddleware>();
        return app;
    }

    /// <summary>Maps the endpoints, the OpenAPI document at <c>/openapi/v1.json</c> and its page at <c>/scalar</c>.</summary>
    public static IEndpointRouteBuilder MapGateway(this IEndpointRouteBuilder routes)
    {
        routes.MapTaskEndpoints().MapTaskEventEndpoint().MapBatchEndpoints().MapRoutingEndpoints().MapPolicyEndpoints().MapClusterEndpoints();
        routes.MapLearningEndpoints().MapReplayEndpoint().MapTrialEndpoints();
        routes.MapChatEndpoint().MapEmbeddingEndpoint().MapModelEndpoints().MapAccountEndpoint();
        routes.MapOpenApi("/openapi/{documentName}.json");
        routes.MapScalarApiReference("/scalar", scalar =>
        {
            scalar.Title = "AI smart compute orchestrator";
            // Nothing but this server: no fonts, no telemetry, no assistant of theirs.
            scalar.DefaultFonts = false;
            scalar.Telemetry = false;
            scalar.DisableAgent().DisableMcp();
        }).ExcludeFromDescription().AllowOnlyThisHost();
        return routes;
    }
}
