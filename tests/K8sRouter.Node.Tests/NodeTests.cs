using K8sRouter.Node.Tests.Testbed;

namespace K8sRouter.Node.Tests;

public sealed class NodeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_pod_under_the_restricted_security_context_reaches_a_service_and_its_log_can_be_read()
    {
        var node = await TestNode.SharedAsync();
        output.WriteLine(node.Started);
        string ns = await node.CreateNamespaceAsync("node");
        await node.ApplyAsync(
            $$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: provider, namespace: {{ns}}, labels: {app: provider} }
            spec:
              containers:
              - {name: provider, image: {{Images.MockProvider}}, args: [--listen, 0.0.0.0, --name, alpha]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: provider, namespace: {{ns}}}
            spec: {selector: {app: provider}, ports: [{port: 80, targetPort: 9101}]}
            """);
        string address = (string)(await node.FindAsync($"api/v1/namespaces/{ns}/services/provider"))!["spec"]!["clusterIP"]!;
        await node.UntilAsync(
            async () => (await node.FindAsync($"api/v1/namespaces/{ns}/endpoints/provider"))?["subsets"] is not null, ns, "no endpoint");

        await node.ApplyAsync(
            $$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: caller, namespace: {{ns}}}
            spec:
              restartPolicy: OnFailure
              securityContext: {runAsNonRoot: true, runAsUser: 10001, seccompProfile: {type: RuntimeDefault} }
              containers:
              - name: caller
                image: {{Images.Workload}}
                args: [ask, hello node]
                env: [{name: OPENAI_BASE_URL, value: "http://{{address}}/v1"}, {name: OPENAI_API_KEY, value: any}]
                securityContext:
                  allowPrivilegeEscalation: false
                  readOnlyRootFilesystem: true
                  capabilities: {drop: [ALL]}
            """);
        await node.UntilAsync(
            async () => (string?)(await node.FindAsync($"api/v1/namespaces/{ns}/pods/caller"))?["status"]?["phase"] == "Succeeded",
            ns, "the call doesn't succeed");

        Assert.Equal("alpha serves mock/small and heard you say: hello node\n", (await node.KubectlAsync("logs", "caller", "-n", ns)).OrThrow());
    }
}
