namespace Orchestrator.Grains;

/// <summary>
/// The waiters of one priority. Accounts take turns, each with its own waiters in the order they came, so that whoever sends a thousand tasks delays
/// another's one by one task at most. Not thread-safe.
/// </summary>
internal sealed class FairLine
{
    private readonly LinkedList<AdmissionWaiter> _arrivals = [];
    private readonly Dictionary<AdmissionWaiter, (LinkedListNode<AdmissionWaiter> Arrival, LinkedListNode<AdmissionWaiter> Own)> _places = [];
    private readonly Dictionary<string, LinkedListNode<AccountLine>> _accounts = new(StringComparer.Ordinal);
    private readonly LinkedList<AccountLine> _turns = [];

    /// <summary>Who came first of all that wait.</summary>
    public AdmissionWaiter? Oldest => _arrivals.First?.Value;

    /// <summary>The first waiter of the account whose turn it is.</summary>
    public AdmissionWaiter? Next => _turns.First?.Value.Waiters.First!.Value;

    public void Add(AdmissionWaiter waiter)
    {
        if (!_accounts.TryGetValue(waiter.Account, out var turn))
            _accounts[waiter.Account] = turn = _turns.AddLast(new AccountLine(waiter.Account));
        _places[waiter] = (_arrivals.AddLast(waiter), turn.Value.Waiters.AddLast(waiter));
    }

    /// <summary>Takes <see cref="Next"/>, whose account then waits for its next turn behind the others.</summary>
    public void Take()
    {
        var turn = _turns.First!;
        _turns.RemoveFirst();
        _turns.AddLast(turn);
        Remove(turn.Value.Waiters.First!.Value);
    }

    /// <summary>Takes a waiter out; false when it is not in this line (any more).</summary>
    public bool Remove(AdmissionWaiter waiter)
    {
        if (!_places.Remove(waiter, out var place))
            return false;
        _arrivals.Remove(place.Arrival);
        var turn = _accounts[waiter.Account];
        turn.Value.Waiters.Remove(place.Own);
        if (turn.Value.Waiters.Count == 0)
        {
            _turns.Remove(turn);
            _accounts.Remove(waiter.Account);
        }

        return true;
    }

    /// <summary>The youngest waiter of the account that has the most; null when none has more than <paramref name="least"/>.</summary>
    public AdmissionWaiter? YoungestOfMost(int least)
    {
        AccountLine? most = null;
        foreach (var line in _turns)
        {
            if (line.Waiters.Count > Math.Max(least, most?.Waiters.Count ?? 0))
                most = line;
        }

        return most?.Waiters.Last!.Value;
    }

    public int CountOf(string account) => _accounts.TryGetValue(account, out var turn) ? turn.Value.Waiters.Count : 0;

    private sealed record AccountLine(string Account)
    {
        public LinkedList<AdmissionWaiter> Waiters { get; } = [];
    }
}
