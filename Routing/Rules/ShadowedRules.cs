namespace Orchestrator.Routing;

/// <summary>
/// Finds rules that can never decide: because their own conditions contradict each other, or because a rule before them matches whatever they match.
/// The second is said of rules before with the same or another target; it holds while the earlier rule's target is a candidate.
/// </summary>
internal static class ShadowedRules
{
    public static IReadOnlyList<PolicyError> Find(IReadOnlyList<RoutingRule> rules)
    {
        var warnings = new List<PolicyError>();
        var earlier = new List<(RoutingRule Rule, Dictionary<RuleField, FieldRange> Ranges)>();
        foreach (var (rule, index) in rules.Select((rule, index) => (rule, index)).Where(entry => entry.rule.Enabled).OrderBy(entry => entry.rule.PriorityOrder))
        {
            var ranges = Ranges(rule);
            if (ranges.FirstOrDefault(entry => entry.Value.IsEmpty) is { Value: not null } impossible)
                warnings.Add(new($"rules[{index}]", $"rule '{rule.Name}' can never match: its conditions on {RuleFields.All[(int)impossible.Key].Name} contradict each other"));
            else if (earlier.FirstOrDefault(before => Covers(before.Ranges, ranges)).Rule is { } shadow)
                warnings.Add(new($"rules[{index}]", $"rule '{rule.Name}' is shadowed: '{shadow.Name}' ({shadow.PriorityOrder}) matches everything it matches, and decides while {WireNames.Of(shadow.Target)} is a candidate"));
            else
                earlier.Add((rule, ranges));
        }

        return warnings;
    }

    private static bool Covers(Dictionary<RuleField, FieldRange> earlier, Dictionary<RuleField, FieldRange> later) =>
        earlier.All(entry => later.TryGetValue(entry.Key, out var range) ? entry.Value.Includes(range) : entry.Value.Includes(FieldRange.All(RuleFields.All[(int)entry.Key])));

    private static Dictionary<RuleField, FieldRange> Ranges(RoutingRule rule)
    {
        var ranges = new Dictionary<RuleField, FieldRange>();
        foreach (var condition in rule.Conditions.Select(condition => RuleCompiler.Compile(condition)))
        {
            var info = RuleFields.All[(int)condition.Field];
            if (!ranges.TryGetValue(condition.Field, out var range))
                ranges[condition.Field] = range = FieldRange.All(info);
            range.Restrict(condition);
        }

        return ranges;
    }

    /// <summary>The values a field may still have: a list for flags and enums, an interval with single points taken out or picked for numbers.</summary>
    private sealed class FieldRange
    {
        private double _low = double.NegativeInfinity;
        private double _high = double.PositiveInfinity;
        private bool _lowOpen;
        private bool _highOpen;
        private HashSet<double>? _only;
        private readonly HashSet<double> _except = [];

        public bool IsEmpty => _only is { } only ? !only.Any(Allows) : _low > _high || (_low == _high && (_lowOpen || _highOpen || _except.Contains(_low)));

        public static FieldRange All(RuleFieldInfo field) => field.Kind switch
        {
            RuleFieldKind.Flag => new() { _only = [0, 1] },
            RuleFieldKind.Priority => new() { _only = [.. Enum.GetValues<TaskPriority>().Select(value => (double)(int)value)] },
            RuleFieldKind.TaskType => new() { _only = [.. Enum.GetValues<TaskType>().Select(value => (double)(int)value)] },
            _ => new() { _low = field.Minimum, _high = field.Maximum },
        };

        public void Restrict(CompiledCondition condition)
        {
            var value = condition.Values[0];
            switch (condition.Source.Operator)
            {
                case RuleOperator.GreaterThan when value >= _low: (_low, _lowOpen) = (value, true); break;
                case RuleOperator.GreaterOrEqual when value > _low: (_low, _lowOpen) = (value, false); break;
                case RuleOperator.LessThan when value <= _high: (_high, _highOpen) = (value, true); break;
                case RuleOperator.LessOrEqual when value < _high: (_high, _highOpen) = (value, false); break;
                case RuleOperator.Not: _except.Add(value); break;
                case RuleOperator.Equal or RuleOperator.In: Pick(condition.Values); break;
                default: break;
            }
        }

        /// <summary>True when every value <paramref name="other"/> may have is one this may have.</summary>
        public bool Includes(FieldRange other)
        {
            if (other._only is { } values)
                return values.Where(other.Allows).All(Allows);
            if (_only is not null)
                return false;
            var lowFits = other._low > _low || (other._low == _low && (!_lowOpen || other._lowOpen));
            var highFits = other._high < _high || (other._high == _high && (!_highOpen || other._highOpen));
            return lowFits && highFits && _except.All(value => !other.Allows(value));
        }

        private void Pick(IReadOnlyList<double> values)
        {
            var picked = values.ToHashSet();
            if (_only is not null)
                picked.IntersectWith(_only);
            _only = picked;
        }

        private bool Allows(double value) =>
            (_only?.Contains(value) ?? true)
            && !_except.Contains(value)
            && (_lowOpen ? value > _low : value >= _low)
            && (_highOpen ? value < _high : value <= _high);
    }
}
