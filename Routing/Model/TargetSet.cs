namespace Orchestrator.Routing;

/// <summary>A set of targets in one byte.</summary>
/// <param name="Bits">Bit <c>n</c> stands for the target with value <c>n</c>.</param>
public readonly record struct TargetSet(byte Bits)
{
    public static TargetSet None { get; }

    /// <summary>All targets, in the order they are declared.</summary>
    public static IReadOnlyList<ComputeTarget> All { get; } = Enum.GetValues<ComputeTarget>();

    public bool IsEmpty => Bits == 0;

    public bool Contains(ComputeTarget target) => (Bits & (1 << (int)target)) != 0;

    public TargetSet With(ComputeTarget target) => new((byte)(Bits | (1 << (int)target)));

    public TargetSet Union(TargetSet other) => new((byte)(Bits | other.Bits));

    public TargetSet Without(ComputeTarget target) => new((byte)(Bits & ~(1 << (int)target)));
}
