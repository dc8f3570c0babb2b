using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;

// Creates and completes tasks until it is killed, and prints each id once the store has acknowledged it:
// "created <id>" and "completed <id>". Arguments: sqlite|postgres, path or connection string.
await using var store = args[0] == "sqlite" ? TaskStores.Sqlite(args[1]) : TaskStores.Postgres(args[1]);
await store.InitializeAsync(CancellationToken.None);
var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });

await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => WriteForeverAsync()));

async Task WriteForeverAsync()
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
