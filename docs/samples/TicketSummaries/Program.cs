using Orchestrator.Client;
using Orchestrator.TicketSummaries;

// A help desk's service that has its tickets summarised. Start the orchestrator first (dotnet run --project Silo), then:
//   dotnet run --project docs/samples/TicketSummaries --urls http://127.0.0.1:5080
//   curl -s http://127.0.0.1:5080/summaries -H 'Content-Type: application/json' \
//        -d '{"subject":"Printer","messages":["It does not print.","It prints again."],"escalated":false}'
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOrchestratorClient(options =>
{
    options.BaseAddress = new Uri(builder.Configuration["ORCHESTRATOR_URL"] ?? "http://127.0.0.1:8000");
    options.ApiKey = builder.Configuration["ORCHESTRATOR_API_KEY"] ?? "dev-key-change-in-production";
});
builder.Services.AddSingleton<TicketSummarizer>();

var app = builder.Build();
app.MapPost("/summaries", async (Ticket ticket, TicketSummarizer summarizer, CancellationToken cancellationToken) =>
{
    try
    {
        return Results.Ok(await summarizer.SummarizeAsync(ticket, cancellationToken));
    }
    catch (InvalidTaskException exception)
    {
        return Results.Problem(exception.Message, statusCode: 400);
    }
    catch (OrchestratorException exception)
    {
        return Results.Problem(exception.Message, statusCode: 503);
    }
});
app.Run();
