using Orchestrator.Grains.Interfaces;
using Orchestrator.Routing;

namespace Orchestrator.Stores.Tests;

public abstract class ListContract : StoreContract
{
    [Fact]
    public async Task Pages_follow_each_other_newest_first_and_miss_nothing()
    {
        // Three tasks share each moment, so that the id has to decide.
        var tasks = await CreateAsync(25, (task, i) => task with { CreatedAt = Samples.Morning.AddSeconds(i / 3) });
        var expected = tasks.OrderByDescending(task => task.CreatedAt).ThenByDescending(task => task.Id.ToString("N"), StringComparer.Ordinal).Select(task => task.Id);

        List<Guid> seen = [];
        for (string? cursor = null; ;)
        {
            var page = await Store.ListAsync(new TaskQuery { Limit = 4, Cursor = cursor }, Cancel);
            seen.AddRange(page.Tasks.Select(task => task.Id));
            if ((cursor = page.NextCursor) is null)
                break;
            Assert.Equal(4, page.Tasks.Count);
        }

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task A_page_that_ends_the_list_has_no_cursor()
    {
        await CreateAsync(4, (task, _) => task);
        Assert.Null((await Store.ListAsync(new TaskQuery { Limit = 4 }, Cancel)).NextCursor);
        Assert.NotNull((await Store.ListAsync(new TaskQuery { Limit = 3 }, Cancel)).NextCursor);
    }

    [Fact]
    public async Task Every_combination_of_filters_gives_what_a_plain_search_of_all_tasks_gives()
    {
        var random = new Random(42);
        var all = await CreateAsync(60, (task, i) => task with
        {
            CreatedAt = Samples.Morning.AddSeconds(i),
            Submission = task.Submission with { Type = Any<TaskType>(random), Priority = Any<TaskPriority>(random), Account = random.Next(2) == 0 ? "one" : "other" },
        });
        for (var i = 0; i < all.Length; i += 2)
        {
            all[i] = Samples.Completed(all[i], Any<ComputeTarget>(random));
            Assert.True(await Store.CompleteAsync(all[i], []));
        }

        for (var i = 0; i < 60; i++)
        {
            var query = new TaskQuery
            {
                State = Maybe<TaskState>(random),
                Target = Maybe<ComputeTarget>(random),
                Type = Maybe<TaskType>(random),
                Priority = Maybe<TaskPriority>(random),
                From = random.Next(3) == 0 ? Samples.Morning.AddSeconds(random.Next(60)) : null,
                To = random.Next(3) == 0 ? Samples.Morning.AddSeconds(random.Next(60)) : null,
                Account = random.Next(3) == 0 ? "one" : null,
                Limit = 500,
            };
            var expected = all.Where(task => Fits(task, query)).OrderByDescending(task => task.CreatedAt).Select(task => task.Id);
            Assert.Equal(expected, (await Store.ListAsync(query, Cancel)).Tasks.Select(task => task.Id));
        }
    }

    [Fact]
    public async Task Filters_and_cursor_go_together()
    {
        var all = await CreateAsync(20, (task, i) => task with
        {
            CreatedAt = Samples.Morning.AddSeconds(i),
            Submission = task.Submission with { Priority = i % 2 == 0 ? TaskPriority.High : TaskPriority.Low },
        });
        var query = new TaskQuery { Priority = TaskPriority.High, Limit = 6 };

        var first = await Store.ListAsync(query, Cancel);
        var second = await Store.ListAsync(query with { Cursor = first.NextCursor }, Cancel);

        Assert.Null(second.NextCursor);
        Assert.Equal(all.Where((_, i) => i % 2 == 0).Reverse().Select(task => task.Id), first.Tasks.Concat(second.Tasks).Select(task => task.Id));
    }

    [Theory]
    [InlineData("hello world", 1)]
    [InlineData("HELLO", 2)]
    [InlineData("100%", 1)]
    [InlineData("a_b", 1)]
    [InlineData("nowhere", 0)]
    [InlineData("'; DROP TABLE tasks; --", 0)]
    public async Task Search_finds_text_in_prompts_as_it_is_written(string text, int found)
    {
        foreach (var prompt in (string[])["Say Hello World", "hello there", "give 100% now", "a_b", "axb 1000"])
            await Store.CreateAsync(Samples.Task(prompt));
        Assert.Equal(found, (await Store.ListAsync(new TaskQuery { Search = text }, Cancel)).Tasks.Count);
    }

    [Fact]
    public async Task Search_finds_a_task_by_the_start_of_its_id()
    {
        var all = await CreateAsync(8, (task, i) => task with { Id = Guid.Parse($"0{i}abcdef-1234-4321-8888-0123456789ab") });
        Assert.Equal(all[3].Id, Assert.Single((await Store.ListAsync(new TaskQuery { Search = "03ABCDEF-12" }, Cancel)).Tasks).Id);
        Assert.Equal(all[5].Id, Assert.Single((await Store.ListAsync(new TaskQuery { Search = all[5].Id.ToString() }, Cancel)).Tasks).Id);
    }

    [Fact]
    public async Task Search_looks_through_the_newest_tasks_only()
    {
        await CreateAsync(10, (task, i) => task with { CreatedAt = Samples.Morning.AddSeconds(i) });
        await using var narrow = Fixture.NewStore(new() { SearchWindow = 4 });
        await narrow.InitializeAsync(Cancel);
        Assert.Equal(4, (await narrow.ListAsync(new TaskQuery { Search = "prompt" }, Cancel)).Tasks.Count);
    }

    [Fact]
    public async Task A_batch_lists_its_own_tasks()
    {
        var batch = Guid.NewGuid();
        var all = await CreateAsync(6, (task, i) => task with { CreatedAt = Samples.Morning.AddSeconds(i), Submission = task.Submission with { BatchId = i < 3 ? batch : null } });
        Assert.Equal(all.Take(3).Reverse().Select(task => task.Id), (await Store.ListAsync(new TaskQuery { BatchId = batch }, Cancel)).Tasks.Select(task => task.Id));
        Assert.Equal(all[1].Id, Assert.Single((await Store.ListAsync(new TaskQuery { BatchId = batch, Search = "prompt 1" }, Cancel)).Tasks).Id);
    }

    [Fact]
    public async Task Lists_leave_vectors_out()
    {
        var task = Samples.Task();
        await Store.CreateAsync(task);
        await Store.CompleteAsync(Samples.Completed(task) with { Embedding = [1, 2, 3] }, []);
        Assert.Null(Assert.Single((await Store.ListAsync(new TaskQuery(), Cancel)).Tasks).Embedding);
        Assert.Equal(new float[] { 1, 2, 3 }, (await Store.ReadAsync(task.Id, Cancel))!.Embedding!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("not a cursor!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AX__________________AAAAAAAAAAAAAA")]
    public async Task A_cursor_that_is_not_ours_is_an_argument_error(string cursor) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ListAsync(new TaskQuery { Cursor = cursor }, Cancel));

    private async Task<TaskSnapshot[]> CreateAsync(int count, Func<TaskSnapshot, int, TaskSnapshot> change)
    {
        var tasks = Enumerable.Range(0, count).Select(i => change(Samples.Task($"prompt {i}"), i)).ToArray();
        Assert.All(await Task.WhenAll(tasks.Select(Store.CreateAsync)), Assert.True);
        return tasks;
    }

    private static bool Fits(TaskSnapshot task, TaskQuery query) =>
        (query.State is null || task.State == query.State) && (query.Target is null || task.Decision?.Target == query.Target)
        && (query.Type is null || task.Submission.Type == query.Type) && (query.Priority is null || task.Submission.Priority == query.Priority)
        && (query.Account is null || task.Submission.Account == query.Account)
        && (query.From is null || task.CreatedAt >= query.From) && (query.To is null || task.CreatedAt < query.To);

    private static T Any<T>(Random random)
        where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];

    private static T? Maybe<T>(Random random)
        where T : struct, Enum => random.Next(2) == 0 ? null : Any<T>(random);
}

public sealed class SqliteList : ListContract
{
    protected override Task<StoreFixture> OpenAsync() => Sqlite();
}

public sealed class PostgresList(SharedPostgres server) : ListContract
{
    protected override Task<StoreFixture> OpenAsync() => Postgres(server);
}
