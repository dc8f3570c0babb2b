namespace Orchestrator.Gateway;

/// <summary>An endpoint's answer that is an error.</summary>
internal sealed class ProblemResult(Problem problem) : IResult, IStatusCodeHttpResult, IValueHttpResult<Problem>
{
    public int? StatusCode => problem.Status;

    public Problem Value => problem;

    public Task ExecuteAsync(HttpContext httpContext) => problem.WriteAsync(httpContext);

    public static implicit operator ProblemResult(Problem problem) => new(problem);
}

/// <summary>Ends a request with an error from wherever it is noticed, where an endpoint's result type is out of reach.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem => problem;
}
