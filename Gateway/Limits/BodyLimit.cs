using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace Orchestrator.Gateway;

/// <summary>The largest body an endpoint takes. The reader counts the body itself; the server counts what is on the wire, chunk headers included.</summary>
internal sealed class BodyLimit(int bytes) : IRequestSizeLimitMetadata
{
    public int Bytes => bytes;

    public long? MaxRequestBodySize => bytes * 2L;

    /// <summary>The limit of the endpoint that was matched.</summary>
    public static int Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>()?.Bytes ?? throw new InvalidOperationException("The endpoint reads a body without a limit.");
}

/// <summary>Sets limits of bodies.</summary>
internal static class BodyLimitExtensions
{
    /// <summary>Limits the body to what the options say.</summary>
    public static RouteHandlerBuilder LimitsBody(this RouteHandlerBuilder endpoint, Func<GatewayOptions, int> bytes)
    {
        endpoint.Add(builder => builder.Metadata.Add(new BodyLimit(bytes(builder.ApplicationServices.GetRequiredService<IOptions<GatewayOptions>>().Value))));
        return endpoint;
    }
}
