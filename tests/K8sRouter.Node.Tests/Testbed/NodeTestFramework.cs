using System.Reflection;
using K8sRouter.Node.Tests.Testbed;
using Xunit.Sdk;

[assembly: TestFramework("K8sRouter.Node.Tests.Testbed.NodeTestFramework", "K8sRouter.Node.Tests")]

namespace K8sRouter.Node.Tests.Testbed;

/// <summary>The framework's own, which also ends the node after the last test: classes that run at the same time share it.</summary>
public sealed class NodeTestFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new NodeTestExecutor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);
}
