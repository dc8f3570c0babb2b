using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Grains;

/// <summary>Puts the delivery of callbacks on a silo.</summary>
public static class WebhookHosting
{
    /// <summary>Delivers callbacks while the silo runs, unless <paramref name="options"/> have no secret. The caller adds an <see cref="ITaskJsonWriter"/>.</summary>
    public static IServiceCollection AddWebhookDelivery(this IServiceCollection services, WebhookOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(new CallbackDialer(options.Addresses));
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookMetrics>();
        services.AddHostedService<WebhookWorker>();
        return services;
    }
}
