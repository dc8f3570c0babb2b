using Microsoft.Extensions.Options;

namespace Orchestrator.Silo;

/// <summary>What the process tells of itself, from flat variables.</summary>
public sealed class TelemetryOptions
{
    /// <summary><c>LOG_FORMAT</c>: <c>text</c> (default) for people, <c>json</c> for a log store.</summary>
    public string LogFormat { get; set; } = "text";

    /// <summary><c>OTEL_EXPORTER_OTLP_ENDPOINT</c>: where traces and metrics are sent, an absolute URL; null or empty sends none.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary><c>OTEL_SERVICE_NAME</c>: the name this system has among others.</summary>
    public string ServiceName { get; set; } = "orchestrator";

    internal bool IsJson => LogFormat.Equals("json", StringComparison.OrdinalIgnoreCase);

    internal bool SendsOtlp => !string.IsNullOrWhiteSpace(OtlpEndpoint);

    internal static TelemetryOptions Read(IConfiguration configuration)
    {
        var options = new TelemetryOptions();
        Bind(options, configuration);
        return options;
    }

    internal static void Bind(TelemetryOptions options, IConfiguration configuration)
    {
        options.LogFormat = configuration["LOG_FORMAT"] is { Length: > 0 } format ? format : options.LogFormat;
        options.OtlpEndpoint = configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        options.ServiceName = configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : options.ServiceName;
    }
}

/// <summary>Reports every wrong value at once.</summary>
internal sealed class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        List<string> errors = [];
        if (!options.IsJson && !options.LogFormat.Equals("text", StringComparison.OrdinalIgnoreCase))
            errors.Add($"LOG_FORMAT is '{options.LogFormat}'; allowed are text and json.");
        if (options.SendsOtlp && !(Uri.TryCreate(options.OtlpEndpoint, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"))
            errors.Add($"OTEL_EXPORTER_OTLP_ENDPOINT is '{options.OtlpEndpoint}'; an absolute http or https URL is needed.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
