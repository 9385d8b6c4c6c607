using Xunit.Sdk;

namespace K8sRouter.Node.Tests.Testbed;

/// <summary>Ends the node when all tests have.</summary>
internal sealed class NodeTestRunner(
    ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageSink sink,
    ITestFrameworkExecutionOptions options)
    : XunitTestAssemblyRunner(assembly, cases, diagnostics, sink, options)
{
    protected override async Task BeforeTestAssemblyFinishedAsync()
    {
        await TestNode.EndSharedAsync();
        await base.BeforeTestAssemblyFinishedAsync();
    }
}
