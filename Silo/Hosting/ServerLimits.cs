using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Orchestrator.Silo;

/// <summary>What a caller may cost before it is known who calls.</summary>
internal static class ServerLimits
{
    /// <summary>A request's line and headers come within this time, or the connection ends: one that drips them holds a socket for no longer.</summary>
    public static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10);

    /// <summary>A body comes at this rate at least, once its grace is over.</summary>
    public static readonly MinDataRate SlowestBody = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>What is not an endpoint with a limit of its own takes no more: sign-in forms are the largest.</summary>
    private const long LargestBody = 1 << 20;

    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.RequestHeadersTimeout = HeadersWithin;
        kestrel.Limits.MinRequestBodyDataRate = SlowestBody;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
    }
}
