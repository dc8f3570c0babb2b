using Microsoft.Extensions.Options;

namespace Orchestrator.Silo;

/// <summary>What the process tells of itself, and to whom, from the standard variables of OpenTelemetry.</summary>
public sealed class TelemetryOptions
{
    /// <summary><c>OTEL_EXPORTER_OTLP_ENDPOINT</c>: where traces and metrics are sent, an absolute URL; null or empty sends none.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary><c>OTEL_SERVICE_NAME</c>: the name this system has among others.</summary>
    public string ServiceName { get; set; } = "orchestrator";

    internal bool SendsOtlp => !string.IsNullOrWhiteSpace(OtlpEndpoint);

    internal static TelemetryOptions Read(IConfiguration configuration)
    {
        var options = new TelemetryOptions();
        Bind(options, configuration);
        return options;
    }

    internal static void Bind(TelemetryOptions options, IConfiguration configuration)
    {
        options.OtlpEndpoint = configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        options.ServiceName = configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : options.ServiceName;
    }
}

internal sealed class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        if (options.SendsOtlp && !(Uri.TryCreate(options.OtlpEndpoint, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"))
            return ValidateOptionsResult.Fail($"OTEL_EXPORTER_OTLP_ENDPOINT is '{options.OtlpEndpoint}'; an absolute http or https URL is needed.");
        return ValidateOptionsResult.Success;
    }
}
