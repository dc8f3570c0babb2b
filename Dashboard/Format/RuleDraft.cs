namespace Orchestrator.Dashboard;

/// <summary>A rule while it is edited, in the text of a form.</summary>
internal sealed class RuleDraft
{
    public RuleDraft()
    {
    }

    public RuleDraft(RoutingRule rule)
    {
        (Name, Order, Target, Confidence, Enabled, Description) = (rule.Name, rule.PriorityOrder, rule.Target, rule.Confidence, rule.Enabled, rule.Description);
        Conditions = string.Join('\n', rule.Conditions.Select(RuleText.Condition));
    }

    public string Name { get; set; } = "";

    public int Order { get; set; } = 100;

    public ComputeTarget Target { get; set; }

    public double Confidence { get; set; } = 0.9;

    public bool Enabled { get; set; } = true;

    public string? Description { get; set; }

    public string Conditions { get; set; } = "";

    /// <summary>The rule, or what keeps it from being one.</summary>
    public (RoutingRule? Rule, IReadOnlyList<string> Problems) Read()
    {
        var (conditions, problems) = ConditionText.Parse(Conditions);
        return problems.Count > 0
            ? (null, problems)
            : (new RoutingRule(Name.Trim(), Order, conditions, Target, Confidence, string.IsNullOrWhiteSpace(Description) ? null : Description.Trim(), Enabled, "api"), []);
    }
}
