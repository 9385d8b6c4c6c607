using System.Reflection;
using Xunit.Sdk;

namespace K8sRouter.Node.Tests.Testbed;

/// <summary>Runs tests as the framework does, by a <see cref="NodeTestRunner"/>.</summary>
internal sealed class NodeTestExecutor(AssemblyName name, ISourceInformationProvider sources, IMessageSink messages)
    : XunitTestFrameworkExecutor(name, sources, messages)
{
    /// <summary>The framework calls it so, and hears of the end by <paramref name="sink"/>.</summary>
    protected override async void RunTestCases(
        IEnumerable<IXunitTestCase> cases, IMessageSink sink, ITestFrameworkExecutionOptions options)
    {
        using var runner = new NodeTestRunner(TestAssembly, cases, DiagnosticMessageSink, sink, options);
        await runner.RunAsync();
    }
}
