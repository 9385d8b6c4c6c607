using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Testing;
using K8sRouter.Operator.Commands.Logs;

namespace K8sRouter.Operator.Commands.Destinations;

/// <summary>Tests destinations one after the other.</summary>
internal sealed class TestRun(Terminal terminal, TimeSpan timeout, bool allowPrivate)
{
    public async Task<int> RunAsync(IReadOnlyList<TestTarget> targets, bool json, CancellationToken cancellationToken)
    {
        // The operator's network isn't the author's: what it may reach is no reason that a destination may.
        using var client = DestinationHttp.CreateClient(allowPrivate);
        var reports = new List<TestReport>();
        foreach (var target in targets)
        {
            var report = await TestAsync(target, client, cancellationToken);
            reports.Add(report);
            if (!json)
                terminal.Output.WriteLine(Line(report));
        }
        if (json)
            terminal.Output.Write(ReportJson.Render(new { Destinations = reports }));
        terminal.Output.Flush();
        return reports.TrueForAll(report => report.Passed) ? ExitCodes.Success : ExitCodes.Problems;
    }

    private async Task<TestReport> TestAsync(TestTarget target, HttpClient client, CancellationToken cancellationToken)
    {
        var (name, type) = (target.Finding.Name, target.Finding.Type);
        if (target.Entry is not { } entry)
            return new(target.Workspace, name, type, false, null, target.Finding.Reason, target.Finding.Message);
        var result = await ConnectionTester.TestAsync(
            entry, target.ReadSecret, client, terminal.Time, timeout, cancellationToken);
        return new(target.Workspace, name, type, result.Passed, result.Status, result.Reason, result.Message);
    }

    private static string Line(TestReport report) => SafeText.Line(
        $"{(report.Passed ? "passed" : "FAILED")}  {report.Workspace}/{report.Name} ({report.Type}): {report.Message}"
        + (report.Passed ? "" : $" [{report.Reason}]"));
}
