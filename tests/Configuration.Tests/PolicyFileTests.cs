using Orchestrator.Routing;

namespace Orchestrator.Configuration.Tests;

public sealed class PolicyFileTests
{
    private const string CatchAll = "\n  - { name: default_cpu, priority_order: 1000, target: CPU }";

    private static string Errors(string text) => string.Join('\n', PolicyFile.Parse(text).Errors);

    [Fact]
    public void Hedging_is_off_unless_the_policy_has_it()
    {
        const string Rules = "rules:\n  - { name: rest, priority_order: 1, target: CPU }\n";

        Assert.Equal(HedgeSettings.Off, PolicyFile.Parse(Rules).Settings.Hedge);
        Assert.Equal(new HedgeSettings { Enabled = true, MinWaitMs = 200 }, PolicyFile.Parse(Rules + "hedge: { enabled: true, min_wait_ms: 200 }\n").Settings.Hedge);
        Assert.Equal(
            ["hedge.enabled", "hedge.min_samples", "hedge.after"],
            PolicyFile.Parse(Rules + "hedge: { enabled: yes, min_samples: 0, after: 1 }\n").Errors.Select(error => error.Field));
    }

    [Fact]
    public void A_rule_is_read_as_it_is_written()
    {
        var parsed = PolicyFile.Parse("""
            rules:
              - name: urgent_complex_cloud
                priority_order: 10
                conditions: { priority: URGENT, complexity_score_gt: 0.6, task_type_in: [CHAT, REASONING], is_batch: false }
                target: CLOUD
                confidence: 0.95
                description: For people.
              - name: off
                priority_order: 20
                conditions: { hour_of_day_lt: 6 }
                target: GPU
                enabled: false
              - name: default_cpu
                priority_order: 1000
                target: CPU
            """);
        Assert.Empty(parsed.Errors);
        var rule = parsed.Rules[0];
        Assert.Equal(("urgent_complex_cloud", 10, ComputeTarget.Cloud, 0.95, "For people.", true, "file"),
            (rule.Name, rule.PriorityOrder, rule.Target, rule.Confidence, rule.Description, rule.Enabled, rule.Source));
        Assert.Equal(
            ["priority=URGENT", "complexity_score_gt=0.6", "task_type_in=CHAT|REASONING", "is_batch=false"],
            rule.Conditions.Select(condition => $"{RuleConditions.Key(condition)}={string.Join('|', condition.Values)}"));
        Assert.False(parsed.Rules[1].Enabled);
        Assert.True(parsed.Rules[2].IsCatchAll);
        RoutingPolicy.Compile("v", parsed.Rules, parsed.Settings);
    }

    [Fact]
    public void Errors_of_form_and_of_meaning_carry_line_and_column()
    {
        Assert.Equal("line 2, column 35: rules[0].colour: unknown key 'colour'; allowed: name, priority_order, conditions, target, confidence, description, enabled",
            Errors("rules:\n  - { name: a, priority_order: 1, colour: red, target: GPU }" + CatchAll));
        Assert.Equal("line 5, column 16: rules[0].conditions.prority: unknown field 'prority'; did you mean 'priority'?; allowed: " + string.Join(", ", RuleFields.Names),
            Errors("rules:\n  - name: a\n    priority_order: 1\n    conditions:\n      prority: URGENT\n    target: GPU" + CatchAll));
        Assert.StartsWith("line 2, column 3: rules: there is no catch-all", Errors("rules:\n  - { name: a, priority_order: 1, target: GPU, conditions: { is_batch: true } }"), StringComparison.Ordinal);
        Assert.Equal("line 3, column 42: rules[1].priority_order: 1000 is used already by rule 'a'",
            Errors("rules:\n  - { name: a, priority_order: 1000, target: GPU, conditions: { is_batch: true } }" + CatchAll).Split('\n')[0]);
    }

    [Fact]
    public void All_errors_are_reported_at_once()
    {
        var errors = PolicyFile.Parse("rules:\n  - { name: a, priority_order: x, target: TPU, confidence: 2 }\n  - { priority_order: 1 }\nsettings: { nothing: 1 }").Errors;
        Assert.Equal(6, errors.Count);
        Assert.All(errors, error => Assert.NotNull(error.Line));
    }

    [Fact]
    public void A_file_without_rules_says_so() => Assert.Equal("line 1, column 1: rules: is required", Errors("settings: { batch_expected_latency_ms: 1000 }"));

    [Fact]
    public void A_shadowed_rule_is_a_warning_with_its_place()
    {
        var parsed = PolicyFile.Parse("rules:\n  - { name: a, priority_order: 1, target: GPU, conditions: { is_batch: true } }\n  - { name: b, priority_order: 2, target: CPU, conditions: { is_batch: true } }" + CatchAll);
        Assert.Empty(parsed.Errors);
        Assert.StartsWith("line 3, column 5: rules[1]: rule 'b' is shadowed", Assert.Single(parsed.Warnings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_change_what_they_name_and_leave_the_rest()
    {
        var settings = PolicyFile.Parse("settings: { value: { URGENT: 10 }, weights: { cost: 0.4, availability: 0.2 }, gpu_overload_percent: 70 }\nrules:" + CatchAll).Settings;
        Assert.Equal((10.0, 2.0), (settings.Value.Urgent, settings.Value.High));
        Assert.Equal(new ScoreWeights(0.4, 0.2, 0.2, 0.2), settings.Weights);
        Assert.Equal(new ViewSettings(70, 80), settings.Thresholds(new ViewSettings(90, 80)));
    }

    [Fact]
    public void Weights_must_add_up_to_one() => Assert.Equal(
        "line 1, column 22: settings.weights: the four weights add up to 1.2; they must add up to 1", Errors("settings: { weights: { cost: 0.5 } }\nrules:" + CatchAll));
}
