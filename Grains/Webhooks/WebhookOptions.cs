namespace Orchestrator.Grains;

/// <summary>How callbacks are delivered.</summary>
public sealed class WebhookOptions
{
    /// <summary>Key of the signature, UTF-8; null: this silo delivers none (<c>WEBHOOK_SECRET</c>).</summary>
    public string? Secret { get; init; }

    /// <summary>Where callbacks may go (<c>WEBHOOK_ALLOWED_HOSTS</c>).</summary>
    public CallbackAddressPolicy Addresses { get; init; } = CallbackAddressPolicy.PublicOnly;

    /// <summary>How often the outbox is looked at.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one try may take, from the look-up of the name to the status of the answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a claimed callback is kept from other silos; longer than a try.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Deliveries of this silo that are under way at once.</summary>
    public int MostInFlight { get; init; } = 64;
}
