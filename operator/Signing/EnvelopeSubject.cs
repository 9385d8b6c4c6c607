using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Signing;

/// <summary>What is signed: which configuration, for where, with which credentials.</summary>
/// <param name="NamespaceUid">UID of the namespace.</param>
/// <param name="WorkspaceId">Id of the workspace.</param>
/// <param name="Revision">Revision of the configuration.</param>
/// <param name="Credentials">Digest of everything secret that is delivered with it.</param>
internal sealed record EnvelopeSubject(string NamespaceUid, string WorkspaceId, string Revision, string Credentials)
{
    public static EnvelopeSubject Of(CompilationResult result, string credentials) =>
        new(result.NamespaceUid, result.Config.Workspace.Id, result.Revision, credentials);
}
