using System.Text;

namespace Orchestrator.Silo;

/// <summary>The manual's page of settings, <c>docs/configuration.md</c>, made from the same table as the help.</summary>
internal static class SettingsManual
{
    private const string Head =
        """
        # Settings

        <!-- Made from Silo/Settings/Setting.cs; a test asserts that it is current (UPDATE_DOCS=1 writes it anew). -->

        Each setting is an option of the command line, an environment variable and a key of `appsettings.json`. Where a value is given more than once, the command
        line wins, then the variable, then `Orchestrator__Key` in the environment, then `appsettings.json` in the working directory, then the one beside the program.
        An empty value counts as not given. Everything that is wrong with them is reported at once, with the value given and what is allowed, and the process ends with code 1.

        ```sh
        dotnet run --project Silo -- --help             # this list
        dotnet run --project Silo -- --print-config     # what is in effect, secrets redacted
        dotnet run --project Silo -- --urls http://127.0.0.1:8080 --routing-stage scored
        ```

        ```json
        { "Orchestrator": { "Urls": "http://127.0.0.1:8080", "RoutingStage": "scored" } }
        ```

        | option | variable | default | what it does |
        |---|---|---|---|

        """;

    private const string Secrets =
        """

        ## Secrets

        A secret may also come from a file, as container platforms hand them over: the variable with `_FILE` after it names the file, for example
        `API_KEYS_FILE=/run/secrets/api_keys`. The line end of the file does not count. Variable and file together are an error. This holds for
        """;

    private const string Tail =
        """
        , for every variable that an engine of `engines.yaml` names as its `key`, and for `OTEL_EXPORTER_OTLP_HEADERS`.
        Secrets are never logged, printed or served; a test runs a whole cluster with a secret wherever one can be given and searches everything it says.

        ## Variables of others

        | variable | what it does |
        |---|---|
        | `OTEL_EXPORTER_OTLP_ENDPOINT` | Collector that traces and metrics are sent to, an http or https address; without it nothing is traced. |
        | `OTEL_EXPORTER_OTLP_PROTOCOL` | `grpc` or `http/protobuf`. |
        | `OTEL_EXPORTER_OTLP_HEADERS` | What the collector wants to be sent along, such as a token. |
        | `OTEL_SERVICE_NAME` | Name of this system among others; `orchestrator`. |
        | `ASPNETCORE_FORWARDEDHEADERS_ENABLED` | `true` behind a reverse proxy that speaks TLS: the dashboard's cookie is then marked as secure. Only where nobody gets past the proxy. |
        | `OTEL_TRACES_SAMPLER_ARG` | Share of the traces that are recorded, 0 to 1; 1. |

        ## Files

        What is routed where, prices and engines stand in the folder `POLICIES`: `routing_policy.yaml`, `cost_config.yaml` and `engines.yaml`, each with its JSON schema
        beside it. The first two are read again within a second of a change; see `routing.md` and `engines.md`.

        """;

    public static string Page()
    {
        var page = new StringBuilder(Head);
        foreach (var setting in SettingsTable.All)
            page.Append($"| `--{setting.Flag}` | `{setting.Variable}` | {(setting.Default is { } value ? $"`{value}`" : "")} | {setting.Help.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        page.Append(Secrets).Append(' ').AppendJoin(", ", SettingsTable.All.Where(setting => setting.IsSecret).Select(setting => $"`{setting.Variable}`")).Append(Tail);
        return page.ToString();
    }
}
