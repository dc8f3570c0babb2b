namespace Orchestrator.Grains;

/// <summary>The router as the keeper of the policy.</summary>
internal sealed partial class RouterGrain : IPolicyGrain
{
    public Task<string> Text()
    {
        Refresh();
        return Task.FromResult(Configuration.PolicyText.Of(_policy.Policy.Rules));
    }

    public async Task<PolicyEditResult> Edit(PolicyEdit edit)
    {
        Refresh();
        var result = await _policy.EditAsync(edit);
        if (result.Applied)
            _cluster.Rebuild(ViewSettings);
        return result;
    }

    public async Task<IReadOnlyList<PolicyVersion>> Versions(int limit)
    {
        Refresh();
        await _policy.RecordAsync();
        return await store.PolicyVersionsAsync(limit, null, CancellationToken.None);
    }
}
