using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace Orchestrator.Grains;

/// <summary>Reads keys of the form <c>TARGET|silo address</c>, or just <c>silo address</c>.</summary>
internal static class SiloKey
{
    /// <summary>The silo a key names.</summary>
    public static SiloAddress SiloOf(ReadOnlySpan<char> key) => SiloAddress.FromParsableString(key[(key.IndexOf('|') + 1)..].ToString());

    /// <summary>The key of the executor of <paramref name="target"/> on <paramref name="silo"/>.</summary>
    public static string ForExecutor(ComputeTarget target, string silo) => $"{WireNames.Of(target)}|{silo}";
}

/// <summary>Places a grain on exactly the silo its key names.</summary>
[Serializable, GenerateSerializer, Immutable]
public sealed class OnNamedSiloPlacement : PlacementStrategy
{
    internal static OnNamedSiloPlacement Instance { get; } = new();
}

[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnNamedSiloAttribute() : PlacementAttribute(OnNamedSiloPlacement.Instance);

internal sealed class OnNamedSiloDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var wanted = SiloKey.SiloOf(target.GrainIdentity.Key.ToString());
        return Array.IndexOf(context.GetCompatibleSilos(target), wanted) >= 0
            ? Task.FromResult(wanted)
            : throw new SiloUnavailableException($"Silo {wanted} is gone or lacks the capability for {target.GrainIdentity}.");
    }
}

/// <summary>Keeps a grain off every silo whose metadata lacks the capability that the grain's key begins with.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RequireCapabilityAttribute() : PlacementFilterAttribute(new RequireCapabilityStrategy());

/// <summary>Marks grains whose silo must carry the capability named at the start of the key.</summary>
public sealed class RequireCapabilityStrategy : PlacementFilterStrategy
{
    public RequireCapabilityStrategy()
        : base(order: 0)
    {
    }

    public override void AdditionalInitialize(GrainProperties properties)
    {
        // Nothing to read back: the capability is in the key.
    }
}

internal sealed class RequireCapabilityDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    /// <summary>The metadata key that holds a silo's capabilities, comma separated.</summary>
    public const string MetadataKey = "capabilities";

    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var key = target.GrainIdentity.Key.ToString() ?? "";
        var capability = key[..Math.Max(0, key.IndexOf('|', StringComparison.Ordinal))];
        return silos.Where(silo => Has(silo, capability));
    }

    private bool Has(SiloAddress silo, string capability) =>
        metadata.GetSiloMetadata(silo).Metadata.TryGetValue(MetadataKey, out var tags)
        && tags.Split(',').Contains(capability, StringComparer.OrdinalIgnoreCase);
}
