using System.Diagnostics.Metrics;

namespace Orchestrator.Grains;

/// <summary>How callbacks fare, counted by the outcome of each try.</summary>
internal sealed class WebhookMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _tries;

    public WebhookMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(OrchestratorMetrics.MeterName);
        _tries = _meter.CreateCounter<long>("orchestrator_webhooks_total", description: "Tries to deliver a callback by outcome: DELIVERED, POSTPONED or GIVEN_UP.");
    }

    public void Delivered() => Count("DELIVERED");

    public void Postponed() => Count("POSTPONED");

    public void GivenUp() => Count("GIVEN_UP");

    public void Dispose() => _meter.Dispose();

    private void Count(string outcome) => _tries.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
