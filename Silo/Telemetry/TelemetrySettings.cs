using System.Globalization;
using Orchestrator.Grains;

namespace Orchestrator.Silo;

/// <summary>What the process tells of itself, and to whom, from the standard variables of OpenTelemetry.</summary>
/// <param name="OtlpEndpoint"><c>OTEL_EXPORTER_OTLP_ENDPOINT</c>: where traces and metrics are sent; null sends none.</param>
/// <param name="ServiceName"><c>OTEL_SERVICE_NAME</c>: the name this system has among others.</param>
/// <param name="TraceShare"><c>OTEL_TRACES_SAMPLER_ARG</c>: share of the traces that are recorded, 0 to 1.</param>
internal sealed record TelemetrySettings(Uri? OtlpEndpoint, string ServiceName, double TraceShare)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Name = "OTEL_SERVICE_NAME";
    private const string Share = "OTEL_TRACES_SAMPLER_ARG";

    /// <exception cref="ConfigurationException">Values cannot be used; the message names all of them.</exception>
    public static TelemetrySettings Read(IConfiguration configuration)
    {
        List<string> errors = [];
        Uri? endpoint = null;
        var share = 1.0;
        if (Text(Endpoint) is { } address && !(Uri.TryCreate(address, UriKind.Absolute, out endpoint) && endpoint.Scheme is "http" or "https"))
            errors.Add($"{Endpoint} is '{address}'; an absolute http or https URL is needed.");
        if (Text(Share) is { } number && !(double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out share) && share is >= 0 and <= 1))
            errors.Add($"{Share} is '{number}'; a number from 0 to 1 is needed.");
        return errors.Count == 0
            ? new TelemetrySettings(endpoint, Text(Name) ?? "orchestrator", share)
            : throw new ConfigurationException(string.Join(Environment.NewLine, errors));

        string? Text(string variable) => configuration[variable] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
    }
}
