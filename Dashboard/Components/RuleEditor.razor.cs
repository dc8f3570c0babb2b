using Microsoft.AspNetCore.Components;

namespace Orchestrator.Dashboard.Components;

/// <summary>Edits one rule: first shows what would change, then applies it.</summary>
public sealed partial class RuleEditor
{
    private RuleDraft _draft = new();
    private IReadOnlyList<string> _changes = [];
    private IReadOnlyList<string> _problems = [];
    private RoutingRule? _checked;
    private bool _isBusy;
    private bool _isDeleting;

    /// <summary>The rule as it is; null for a new one.</summary>
    [Parameter] public RoutingRule? Original { get; set; }

    /// <summary>Called when the editor is done, with what it did, or null.</summary>
    [Parameter] public EventCallback<string?> Closed { get; set; }

    /// <inheritdoc />
    protected override void OnInitialized() => _draft = Original is null ? new RuleDraft() : new RuleDraft(Original);

    private async Task SaveAsync()
    {
        var (rule, problems) = _draft.Read();
        (_problems, _isDeleting) = (problems, false);
        if (rule is null || !View.MayChange)
        {
            _changes = [];
            return;
        }
        var asked = RuleText.Key(rule);
        if (_checked is null || RuleText.Key(_checked) != asked)
        {
            (_checked, _changes) = (rule, RuleText.Changes(Original, rule));
            if (_changes.Count == 0) _problems = ["Nothing differs from the rule as it is."];
            return;
        }
        await ApplyAsync(() => Data.PutRuleAsync(rule), $"Rule {rule.Name} applied.");
    }

    private async Task DeleteAsync()
    {
        if (!View.MayChange || Original is null) return;
        if (!_isDeleting)
        {
            _isDeleting = true;
            return;
        }
        await ApplyAsync(() => Data.DeleteRuleAsync(Original.Name), $"Rule {Original.Name} deleted.");
    }

    private async Task ApplyAsync(Func<Task<PolicyChangeResult>> change, string done)
    {
        (_isBusy, _isDeleting) = (true, false);
        try
        {
            var result = await change();
            _problems = result.Outcome switch
            {
                PolicyChange.Created or PolicyChange.Updated or PolicyChange.Deleted => [],
                PolicyChange.NotFound => ["There is no such rule any more."],
                PolicyChange.CatchAll => ["This is the rule that matches everything; a policy always has one."],
                _ => [.. result.Errors.Select(error => error.ToString())],
            };
        }
        catch (Exception problem)
        {
            _problems = [Problems.Sentence(problem)];
        }
        (_isBusy, _checked, _changes) = (false, null, []);
        if (_problems.Count == 0) await Closed.InvokeAsync(done);
    }
}
