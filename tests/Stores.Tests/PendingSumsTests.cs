using Microsoft.Data.Sqlite;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

/// <summary>What SQLite's transactions add to the roll-ups waits in a table of its own; no figure may show it.</summary>
public sealed class PendingSumsTests : StoreContract
{
    private string Path => ((SqliteFixture)Fixture).Path;

    protected override Task<StoreFixture> OpenAsync() => Sqlite();

    [Fact]
    public async Task What_is_pending_when_the_program_ends_is_in_the_sums_after_it()
    {
        await EndAsync(3);
        Assert.NotEqual(0, await PendingAsync());
        await Store.DisposeAsync();

        await using var next = Fixture.NewStore();
        await next.InitializeAsync(Cancel);
        Assert.Equal(new ClusterBooks(3, 3, 0, 0, 0), await next.BooksAsync(Cancel));
        Assert.Equal(3, (await next.DecisionLogAsync(1, 10, null, null, Cancel)).Total);
        Assert.Equal(0, await PendingAsync());
    }

    [Fact]
    public async Task Two_programs_on_one_file_count_each_task_once()
    {
        await using var other = Fixture.NewStore();
        await other.InitializeAsync(Cancel);
        await EndAsync(2);
        await EndAsync(1, other);

        Assert.Equal(3, (await other.BooksAsync(Cancel)).Ended);
        await EndAsync(1);
        Assert.Equal(4, (await other.BooksAsync(Cancel)).Ended);
        Assert.Equal(4, (await Store.BooksAsync(Cancel)).Ended);
    }

    [Fact]
    public async Task They_do_not_pile_up_while_nobody_reads()
    {
        await EndAsync(100);

        Assert.InRange(await PendingAsync(), 0, 63);
        Assert.Equal(100, (await Store.BooksAsync(Cancel)).Ended);
    }

    [Fact]
    public async Task A_read_that_comes_between_writes_sees_books_that_agree()
    {
        using var end = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
                await EndAsync(1);
        });
        var seen = 0L;
        while (seen < 50)
        {
            var books = await Store.BooksAsync(Cancel);
            Assert.True(books.InOrder, $"{books}");
            seen = books.Ended;
        }

        await end.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task Figures_are_read_while_another_program_holds_the_file()
    {
        await EndAsync(1);
        Assert.Equal(1, (await Store.BooksAsync(Cancel)).Ended);
        await using var holder = new SqliteConnection($"Data Source={Path};Pooling=False");
        await holder.OpenAsync(Cancel);
        await using (var begin = holder.CreateCommand())
        {
            begin.CommandText = "BEGIN IMMEDIATE";
            await begin.ExecuteNonQueryAsync(Cancel);
        }

        // Nothing is pending: nothing has to be written.
        Assert.Equal(1, (await Store.BooksAsync(Cancel)).Ended);
    }

    [Fact]
    public void A_document_gives_back_what_went_in()
    {
        var delta = new RollupDelta();
        delta.Created(491_000);
        delta.Decided("GPU", "ml", -2);
        delta.Finished(Entry(12, saved: -5));
        delta.Finished(Entry(12, saved: 9));
        delta.Finished(Entry(40, saved: 0) with { Account = "Team \"ü\" \\ 'x'", Hour = 491_001 });
        var document = StoredDocuments.Of(delta);

        var twice = new RollupDelta();
        RollupMembers.AddTo(twice, document);
        Assert.Equal(document, StoredDocuments.Of(twice));
        RollupMembers.AddTo(twice, document);

        Assert.Equal(2, twice.StatsOf(491_000, "PENDING", "").Tasks);
        Assert.Equal(-4, twice.Decisions[("GPU", "ml")]);
        Assert.Equal((4, 8, 4), (twice.StatsOf(491_000, "COMPLETED", "GPU").Tasks, twice.StatsOf(491_000, "COMPLETED", "GPU").SavedPico, twice.Latencies[(491_000, 12)]));
        Assert.All(delta.Groups, group => Assert.Equal(Numbers(group.Value).Select(value => 2 * value), Numbers(twice.Groups[group.Key])));
        Assert.All(delta.Histograms, histogram => Assert.Equal(histogram.Value.ToDictionary(bucket => bucket.Key, bucket => 2 * bucket.Value), twice.Histograms[histogram.Key]));
    }

    private static long[] Numbers(RollupSums sums)
    {
        var numbers = new long[RollupSums.Count];
        sums.CopyTo(numbers);
        return numbers;
    }

    private static RollupEntry Entry(int bucket, long saved) => new()
    {
        Hour = 491_000,
        State = "COMPLETED",
        Target = "GPU",
        Type = "CHAT",
        Model = "mistral",
        Account = "dev",
        CostPico = 1,
        BaselinePico = 2,
        SavedPico = saved,
        EstimatedPico = 4,
        LatencyMicroseconds = 5_000,
        LatencyBucket = bucket,
        SlaMet = true,
        TextInputTokens = 6,
        TextOutputTokens = 7,
        TextCostPico = 8,
        EmbeddingPico = 9,
        EmbeddingSavedPico = 10,
        LatencyError = 3,
        CostError = 4,
        Stage = "ml",
        ConfidenceStep = 18,
    };

    /// <summary>One task after the other, each in transactions of its own.</summary>
    private async Task EndAsync(int tasks, ITaskStore? store = null)
    {
        for (var i = 0; i < tasks; i++)
        {
            var done = Samples.Completed(Samples.Task());
            await (store ?? Store).CreateAsync(done with { Version = 1, State = TaskState.Pending, Decision = null, Attempts = [] });
            Assert.True(await (store ?? Store).CompleteAsync(done, [done.Decision!]));
        }
    }

    private async Task<long> PendingAsync()
    {
        await using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM pending_sums";
        return (long)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
