using Microsoft.AspNetCore.Components;

namespace Orchestrator.Dashboard.Components;

/// <summary>Changes the policy as a whole: nothing is applied before its differences were shown.</summary>
public sealed partial class PolicyEditor
{
    private string? _text, _done, _problem;
    private bool _isBusy;
    private PolicyEdit? _asked;
    private PolicyEditResult? _result;

    /// <summary>Versions, newest first.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<PolicyVersion> Versions { get; set; } = [];

    /// <summary>The version that is active.</summary>
    [Parameter] public string? Active { get; set; }

    [Inject] private TimeProvider Clock { get; set; } = default!;

    private IReadOnlyList<GridColumn<PolicyVersion>> Columns =>
    [
        new("Number", version => Show.Count(version.Number)) { IsNumber = true },
        new("Active since", version => View.Time(version.ActiveFrom, Clock.GetUtcNow())),
        new("By", version => version.Author) { Hint = "The account, or file for an edit of the policy file" },
        new("Change", version => version.Summary) { Cell = Summary },
        new("Rules", version => Show.Count(version.Rules.Count)) { IsNumber = true },
        new("Version", version => version.Version) { Hint = "As decisions name it" },
        .. View.MayChange ? [new GridColumn<PolicyVersion>("Return", _ => "") { Cell = RevertButton, IsExported = false }] : Array.Empty<GridColumn<PolicyVersion>>(),
    ];

    private Task OpenAsync() => TryAsync(async () => (_text, _done) = (await Data.PolicyTextAsync(), null));

    private void Close() => (_text, _result, _asked) = (null, null, null);

    private void Forget() => (_result, _asked) = (null, null);

    private Task AskAsync(PolicyEdit edit) => TryAsync(async () => (_asked, _done, _result) = (edit, null, await Data.EditPolicyAsync(edit)));

    private async Task ApplyAsync()
    {
        if (!View.MayChange || _asked is null) return;
        await TryAsync(async () =>
        {
            var result = await Data.EditPolicyAsync(_asked with { ValidateOnly = false, Author = View.Account ?? "dashboard" });
            if (result.Applied) (_done, _text, _result, _asked) = ($"Version {result.Version} is active.", null, null, null);
            else _result = result;
        });
    }

    private async Task TryAsync(Func<Task> act)
    {
        (_isBusy, _problem) = (true, null);
        try
        {
            await act();
        }
        catch (Exception problem)
        {
            _problem = Problems.Sentence(problem);
        }
        _isBusy = false;
    }
}
