namespace Orchestrator.Gateway;

/// <summary>Roles that may call an endpoint.</summary>
[Flags]
internal enum Roles
{
    View = 1 << AccountRole.View,
    Submit = 1 << AccountRole.Submit,
    Operate = 1 << AccountRole.Operate,

    /// <summary>Those who look at the whole cluster.</summary>
    Readers = View | Operate,

    /// <summary>Those who have work done.</summary>
    Senders = Submit | Operate,
    Everybody = View | Submit | Operate,
}

/// <summary>
/// The authorisation of the API as one table. An endpoint that is not in it is for operators only. <c>submit</c> sees its own tasks where tasks are
/// read; to it the others do not exist.
/// </summary>
internal static class EndpointRoles
{
    /// <summary>Who may call what: method and route pattern, roles.</summary>
    public static IReadOnlyDictionary<string, Roles> Table { get; } = new Dictionary<string, Roles>(StringComparer.Ordinal)
    {
        ["POST /v1/tasks"] = Roles.Senders,
        ["POST /v1/tasks/batch"] = Roles.Senders,
        ["POST /v1/tasks/{id:guid}/cancel"] = Roles.Senders,
        ["POST /v1/tasks/{id:guid}/feedback"] = Roles.Senders,
        ["POST /v1/chat/completions"] = Roles.Senders,
        ["POST /v1/embeddings"] = Roles.Senders,

        ["GET /v1/tasks"] = Roles.Everybody,
        ["GET /v1/tasks/{id:guid}"] = Roles.Everybody,
        ["GET /v1/tasks/{id:guid}/result"] = Roles.Everybody,
        ["GET /v1/tasks/{id:guid}/events"] = Roles.Everybody,
        ["GET /v1/tasks/batch/{batchId:guid}"] = Roles.Everybody,
        ["GET /v1/models"] = Roles.Everybody,
        ["GET /v1/models/{**id}"] = Roles.Everybody,
        ["GET /v1/account"] = Roles.Everybody,
        ["POST /v1/routing/explain"] = Roles.Everybody,

        ["GET /v1/routing/stats"] = Roles.Readers,
        ["GET /v1/routing/decision-log"] = Roles.Readers,
        ["GET /v1/routing/policy"] = Roles.Readers,
        ["GET /v1/routing/policy/text"] = Roles.Readers,
        ["GET /v1/routing/policy/versions"] = Roles.Readers,
        ["GET /v1/routing/stage"] = Roles.Readers,
        ["GET /v1/routing/weights"] = Roles.Readers,
        ["GET /v1/routing/train"] = Roles.Readers,
        ["GET /v1/routing/model"] = Roles.Readers,
        ["GET /v1/routing/candidate"] = Roles.Readers,
        ["POST /v1/routing/replay"] = Roles.Readers,
        ["GET /v1/resources"] = Roles.Readers,
        ["GET /v1/invariants"] = Roles.Readers,
        ["GET /v1/metrics"] = Roles.Readers,

        ["POST /v1/routing/policy"] = Roles.Operate,
        ["DELETE /v1/routing/policy/{name}"] = Roles.Operate,
        ["PUT /v1/routing/policy"] = Roles.Operate,
        ["POST /v1/routing/policy/versions/{number:long}/revert"] = Roles.Operate,
        ["PUT /v1/routing/stage"] = Roles.Operate,
        ["POST /v1/routing/train"] = Roles.Operate,
        ["PUT /v1/routing/model"] = Roles.Operate,
        ["POST /v1/routing/model/rollback"] = Roles.Operate,
        ["POST /v1/routing/weights/improve"] = Roles.Operate,
        ["POST /v1/routing/weights/revert"] = Roles.Operate,
        ["PUT /v1/routing/candidate"] = Roles.Operate,
        ["DELETE /v1/routing/candidate"] = Roles.Operate,
    };

    /// <summary>The roles that may call an endpoint.</summary>
    public static Roles Of(string method, string? pattern) => Table.GetValueOrDefault(KeyOf(method, pattern), Roles.Operate);

    /// <summary>How the table names an endpoint.</summary>
    public static string KeyOf(string method, string? pattern) => $"{method} /{pattern?.Trim('/')}";

    public static bool Include(this Roles roles, AccountRole role) => ((int)roles & (1 << (int)role)) != 0;

    /// <summary>The roles as a sentence names them: <c>submit or operate</c>.</summary>
    public static string Describe(this Roles roles) =>
        string.Join(" or ", Enum.GetValues<AccountRole>().Where(role => roles.Include(role)).Select(WireNames.Of));
}
