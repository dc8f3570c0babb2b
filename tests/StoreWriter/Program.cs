using System.Diagnostics;
using System.Globalization;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;
using Orchestrator.StoreWriter;

// STORE is sqlite PATH or postgres URL:
//   STORE                 creates and completes tasks until it is killed, and prints each id once the store has acknowledged it: "created <id>", "completed <id>"
//   fill STORE COUNT      fills a new database with finished tasks of the last 30 days
//   measure STORE         prints how long the reads behind the API and the dashboard take
var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
var now = TimeProvider.System.GetUtcNow();
switch (args)
{
    case ["fill", var kind, var where, var count]:
        var started = Stopwatch.GetTimestamp();
        var tasks = new SampleTasks(int.Parse(count, CultureInfo.InvariantCulture), now).All();
        await (kind == "sqlite" ? SqliteFill.RunAsync(where, tasks) : PostgresFill.RunAsync(where, tasks));
        await output.WriteLineAsync(FormattableString.Invariant($"{count} tasks in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s"));
        break;
    case ["measure", var kind, var where]:
        await using (var measured = Open(kind, where))
        {
            await measured.InitializeAsync(CancellationToken.None);
            await ReadTimes.PrintAsync(measured, now, output);
        }

        break;
    default:
        await using (var store = Open(args[0], args[1]))
        {
            await store.InitializeAsync(CancellationToken.None);
            await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => WriteForeverAsync(store)));
        }

        break;
}

static ITaskStore Open(string kind, string where) => kind == "sqlite" ? TaskStores.Sqlite(where) : TaskStores.Postgres(where);

async Task WriteForeverAsync(ITaskStore store)
{
    while (true)
    {
        var task = new TaskSnapshot
        {
            Id = Guid.NewGuid(),
            Version = 1,
            Owner = "writer",
            CreatedAt = TimeProvider.System.GetUtcNow(),
            Submission = new TaskSubmission { Type = TaskType.Chat, InputText = "until I am killed", Account = "team-a" },
        };
        if (await store.CreateAsync(task))
            await output.WriteLineAsync($"created {task.Id}");
        if (await store.CompleteAsync(task with { Version = 2, State = TaskState.Completed, Result = "done", CompletedAt = task.CreatedAt }, []))
            await output.WriteLineAsync($"completed {task.Id}");
    }
}
