namespace Orchestrator.Gateway;

/// <summary>The list of tasks with its filters.</summary>
internal static class TaskListEndpoint
{
    private const int LongestSearch = 200, LongestCursor = 512, DefaultLimit = 50, MostTasks = 500;

    public static async Task<Results<Ok<TaskList>, ProblemResult>> List(HttpContext context, GrainCalls calls)
    {
        var reader = new QueryReader(context.Request.Query);
        var query = new TaskQuery
        {
            State = reader.Enum<TaskState>("status"),
            Target = reader.Enum<ComputeTarget>("target"),
            Type = reader.Enum<TaskType>("task_type"),
            Priority = reader.Enum<TaskPriority>("priority"),
            Search = reader.Text("q", LongestSearch),
            From = reader.Time("from"),
            To = reader.Time("to"),
            Limit = reader.Integer("limit", DefaultLimit, 1, MostTasks),
            Cursor = reader.Text("cursor", LongestCursor),
            BatchId = reader.Id("batch_id"),
            Account = RequestAccount.Scope(context),
            Unpriced = reader.Flag("unpriced"),
            Order = reader.Enum<TaskOrder>("order") ?? TaskOrder.Newest,
        };
        if (reader.Errors.Any)
            return (ProblemResult)Problem.Validation(reader.Errors);
        try
        {
            TaskPage page = await calls.ReadAsync(query, static (calls, query) => calls.Query.List(query), context.RequestAborted);
            return TypedResults.Ok(page.ToWire());
        }
        catch (ArgumentException) when (query.Cursor is not null)
        {
            reader.Errors.Add("cursor", "is not a cursor of this list");
            return (ProblemResult)Problem.Validation(reader.Errors);
        }
    }

    public static RouteHandlerBuilder WithListParameters(this RouteHandlerBuilder endpoint) => endpoint
        .WithEnumParameter<TaskState>("status", "Only tasks in this state.")
        .WithEnumParameter<ComputeTarget>("target", "Only tasks decided for this target.")
        .WithEnumParameter<TaskType>("task_type", "Only tasks of this type.")
        .WithEnumParameter<TaskPriority>("priority", "Only tasks of this priority.")
        .WithQueryParameter("q", "Text that occurs in the prompt, or the start of a task id.")
        .WithQueryParameter("from", "Created at or after, RFC 3339.")
        .WithQueryParameter("to", "Created before, RFC 3339.")
        .WithQueryParameter("limit", "1 to 500, default 50.", isInteger: true)
        .WithQueryParameter("cursor", "next_cursor of the page before.")
        .WithQueryParameter("batch_id", "Only tasks of this batch.")
        .WithQueryParameter("unpriced", "true: only completed tasks without a known cost.")
        .WithEnumParameter<TaskOrder>("order", "NEWEST (default); the others sort the newest 20,000 tasks of the period and leave out those without the figure.");
}
